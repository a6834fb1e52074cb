package io.millrace.sequence.intake;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What became of the last records: a ring of outcomes, and how often each is in it. */
final class OutcomeWindow {
    private static final int VERSION = 1;
    private static final byte GOOD = 0;

    private final byte[] ring;
    private int next;
    private int seen;
    private int bad;

    // By the number that stands for an outcome in the ring.
    private final List<String> names = new ArrayList<>(List.of("good"));
    private final int[] counts = new int[Byte.MAX_VALUE];

    OutcomeWindow(int size) {
        this.ring = new byte[size];
    }

    void addGood() {
        add(GOOD);
    }

    void addBad(String reason) {
        add(numberOf(reason));
    }

    private byte numberOf(String reason) {
        int known = names.indexOf(reason);
        if (known > GOOD) {
            return (byte) known;
        }
        names.add(reason);
        return (byte) (names.size() - 1);
    }

    private void add(byte outcome) {
        byte gone = ring[next];
        if (gone != GOOD) {
            counts[gone]--;
            bad--;
        }
        if (outcome != GOOD) {
            counts[outcome]++;
            bad++;
        }
        ring[next] = outcome;
        next = next + 1 == ring.length ? 0 : next + 1;
        seen = Math.min(seen + 1, ring.length);
    }

    int bad() {
        return bad;
    }

    /** How many are bad for each reason. */
    Map<String, Integer> reasons() {
        Map<String, Integer> reasons = new TreeMap<>();
        for (int outcome = 1; outcome < names.size(); outcome++) {
            if (counts[outcome] > 0) {
                reasons.put(names.get(outcome), counts[outcome]);
            }
        }
        return reasons;
    }

    /** Names, then runs of the same outcome, oldest first. */
    void write(BinaryWriter out) {
        out.writeByte(VERSION).writeVarLong(names.size() - 1);
        names.subList(1, names.size()).forEach(out::writeString);
        byte[] ordered = ordered();
        for (int start = 0; start < ordered.length; ) {
            int end = start + 1;
            while (end < ordered.length && ordered[end] == ordered[start]) {
                end++;
            }
            out.writeVarLong(ordered[start]).writeVarLong(end - start);
            start = end;
        }
    }

    private byte[] ordered() {
        byte[] ordered = new byte[seen];
        for (int i = 0; i < seen; i++) {
            ordered[i] = ring[Math.floorMod(next - seen + i, ring.length)];
        }
        return ordered;
    }

    /** Adds what another window held, of whatever size. */
    void addAll(BinaryReader in) {
        in.expectVersion(VERSION, "window of outcomes");
        byte[] numbers = new byte[1 + in.readCount()];
        for (int i = 1; i < numbers.length; i++) {
            numbers[i] = numberOf(in.readString());
        }
        while (in.hasMore()) {
            byte outcome = numbers[in.readCount()];
            for (int left = in.readCount(); left > 0; left--) {
                add(outcome);
            }
        }
    }
}
