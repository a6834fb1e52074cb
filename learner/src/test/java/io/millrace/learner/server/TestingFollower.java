package io.millrace.learner.server;

import io.millrace.model.row.Digests;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** What a follower would know of the versions cut. */
final class TestingFollower implements VersionSink {
    final Map<RowKey, float[]> rows = new HashMap<>();
    final Map<Integer, long[]> ledgers = new HashMap<>();
    int sent;
    int tombstones;

    @Override
    public void row(int keyGroup, RowKey key, float[] weights, int width) {
        rows.put(key, Arrays.copyOf(weights, width));
        sent++;
    }

    @Override
    public void tombstone(int keyGroup, RowKey key) {
        rows.remove(key);
        sent++;
        tombstones++;
    }

    @Override
    public void endOfKeyGroup(int keyGroup, Ledger ledger) {
        ledgers.put(keyGroup, ledger.toLongs());
    }

    long sum(int column) {
        return ledgers.values().stream().mapToLong(l -> l[column]).sum();
    }

    long digest() {
        return rows.entrySet().stream()
                .mapToLong(e ->
                        Digests.contribution(e.getKey().table(), e.getKey().row(), e.getValue(), e.getValue().length))
                .sum();
    }

    boolean verifies() {
        return sum(0) == rows.size() && sum(1) == digest();
    }
}
