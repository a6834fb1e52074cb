package io.millrace.sequence.attribute;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.attribute.Reports.Run;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.intake.AcceptedEvent.AttributeChange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known about one user, and since when.
 *
 * <p>A static fact is remembered as it was at the time of any interaction that may still be learnt from: what was told
 * later must not show. A slow attribute is the list of its changes: a value that is reported again is no change, and
 * neither is taking back what was not there.
 */
public final class UserFacts {
    /** Most values remembered of one static fact. */
    static final int VALUES = 8;

    private static final int VERSION = 2;
    private static final int LAST_VALUES_ONLY = 1;
    private static final long TAKEN_BACK = 0;

    private final TreeMap<String, Reports> statics = new TreeMap<>();
    private final TreeMap<Long, Reports> slow = new TreeMap<>();
    private final int limit;

    /**
     * A change of a slow attribute.
     *
     * @param time milliseconds
     * @param name hash of the attribute's name
     * @param id hash of name and new value; the hash of the name alone where it was taken back
     */
    public record Change(long time, long name, long id) {
        private static final Comparator<Change> ORDER = Comparator.comparingLong(Change::time)
                .thenComparingLong(Change::name)
                .thenComparingLong(Change::id);
    }

    /**
     * @param bytes as from {@link #encode()}, or null for nothing
     * @param limit most static facts, and most changes
     */
    public UserFacts(byte[] bytes, int limit) {
        this.limit = limit;
        if (bytes == null) {
            return;
        }
        BinaryReader in = new BinaryReader(bytes);
        if (in.readVersion(VERSION, "attributes") == LAST_VALUES_ONLY) {
            readLastValues(in);
            return;
        }
        for (int left = in.readCount(); left > 0; left--) {
            statics.put(in.readString(), Reports.read(in));
        }
        while (in.hasMore()) {
            slow.put(in.readLong(), Reports.read(in));
        }
    }

    private void readLastValues(BinaryReader in) {
        for (int left = in.readCount(); left > 0; left--) {
            reports(statics, in.readString()).add(in.readVarLong(), in.readLong());
        }
        while (in.hasMore()) {
            long time = in.readVarLong();
            reports(slow, in.readLong()).add(time, in.readLong());
        }
    }

    public byte[] encode() {
        BinaryWriter out = new BinaryWriter().writeByte(VERSION).writeVarLong(statics.size());
        statics.forEach((name, reports) -> reports.write(out.writeString(name)));
        slow.forEach((name, reports) -> reports.write(out.writeLong(name)));
        return out.toBytes();
    }

    /**
     * Takes in a change.
     *
     * @param since how far back {@link #statics} may still be asked for, milliseconds
     * @return false if the user has too many static facts for one more
     */
    public boolean apply(AttributeChange change, long time, long since) {
        if (change.slow()) {
            long name = Ids.of(change.name());
            reports(slow, name).add(time, change.fact() == TAKEN_BACK ? name : change.fact());
            forgetOldestChanges();
            return true;
        }
        if (statics.size() >= limit && !statics.containsKey(change.name())) {
            return false;
        }
        Reports reports = reports(statics, change.name());
        reports.add(time, change.fact());
        reports.forget(since, VALUES);
        return true;
    }

    /** Hashes of the static facts that held at {@code time}, ordered by name. */
    public List<Long> statics(long time) {
        List<Long> held = new ArrayList<>(statics.size());
        for (Reports reports : statics.values()) {
            long id = reports.asOf(time, TAKEN_BACK);
            if (id != TAKEN_BACK) {
                held.add(id);
            }
        }
        return held;
    }

    /** The newest changes, at most {@code most}, of those at {@code time} or before; oldest first. */
    public List<Change> changesUntil(long time, int most) {
        List<Change> until = new ArrayList<>();
        slow.forEach((name, reports) -> {
            for (Run run : reports.runs()) {
                boolean tookBackNothing =
                        run.value() == name && run == reports.runs().get(0);
                if (run.first() <= time && !tookBackNothing) {
                    until.add(new Change(run.first(), name, run.value()));
                }
            }
        });
        until.sort(Change.ORDER);
        return until.subList(Math.max(0, until.size() - most), until.size());
    }

    /** Of what is over the oldest goes first; the value that an attribute has now, last. */
    private void forgetOldestChanges() {
        for (int left = slow.values().stream().mapToInt(r -> r.runs().size()).sum(); left > limit; left--) {
            Map.Entry<Long, Reports> oldest = slow.entrySet().stream()
                    .min(Comparator.comparing((Map.Entry<Long, Reports> entry) ->
                                    entry.getValue().runs().size() == 1)
                            .thenComparing(
                                    entry -> entry.getValue().runs().get(0).first()))
                    .orElseThrow();
            oldest.getValue().runs().remove(0);
            if (oldest.getValue().runs().isEmpty()) {
                slow.remove(oldest.getKey());
            }
        }
    }

    private static <K> Reports reports(Map<K, Reports> facts, K name) {
        return facts.computeIfAbsent(name, n -> new Reports());
    }
}
