package io.millrace.learner.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.server.RowKey;
import io.millrace.model.row.Digests;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.schemas.codec.UndecodableException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * A model log that reads what is written as a follower does, and holds it to the log's laws: nothing of a version appears
 * before its checkpoint, or a later one, is complete; at a mark that is not older than one before it, the key group's rows
 * are what the mark announces; and a manifest that comes again says the same. Thread-safe.
 */
public final class FollowedModelLog implements ModelLog {
    private static final Map<String, FollowedModelLog> NAMED = new ConcurrentHashMap<>();

    private static final class Group {
        final Map<RowKey, float[]> rows = new HashMap<>();
        long closed = -1;
    }

    private final LongSupplier completed;
    private final ModelRecordCodec codec = new ModelRecordCodec();
    private final Map<Integer, Group> groups = new HashMap<>();
    private final TreeMap<Long, Manifest> manifests = new TreeMap<>();
    private long knownToBeComplete = -1;

    /** @param completed the newest checkpoint that is complete */
    public FollowedModelLog(LongSupplier completed) {
        this.completed = completed;
    }

    /** Begins a log that operators that are shipped to their task find by its name. */
    public static void follow(String name, LongSupplier completed) {
        NAMED.put(name, new FollowedModelLog(completed));
    }

    /** The log of this name in this JVM. */
    public static FollowedModelLog named(String name) {
        return NAMED.get(name);
    }

    @Override
    public int partitions() {
        return 1;
    }

    @Override
    public synchronized void append(int keyGroup, byte[] key, byte[] value) {
        Group group = groups.computeIfAbsent(keyGroup, number -> new Group());
        ModelRecord record = decode(key, value);
        if (record instanceof ModelRecord.Row row) {
            requireCompleted(row.version());
            group.rows.put(new RowKey(row.table(), row.row()), row.weights());
        } else if (record instanceof ModelRecord.RowTombstone gone) {
            group.rows.remove(new RowKey(gone.table(), gone.row()));
        } else if (record instanceof ModelRecord.GroupEnd end) {
            requireCompleted(end.mark().getVersion());
            close(group, end.mark());
        }
    }

    private static void close(Group group, EndOfVersion mark) {
        if (mark.getVersion() < group.closed) {
            return;
        }
        group.closed = mark.getVersion();
        long digest = 0;
        for (Map.Entry<RowKey, float[]> row : group.rows.entrySet()) {
            float[] weights = row.getValue();
            digest += Digests.contribution(row.getKey().table(), row.getKey().row(), weights, weights.length);
        }
        assertThat(new long[] {group.rows.size(), digest})
                .as("rows and digest of key group %d at version %d", mark.getKeyGroup(), mark.getVersion())
                .containsExactly(mark.getRows(), mark.getDigest());
    }

    @Override
    public synchronized void appendManifest(byte[] key, byte[] value) {
        Manifest manifest = ((ModelRecord.VersionManifest) decode(key, value)).manifest();
        requireCompleted(manifest.getVersion());
        // When it was written is all that may differ.
        manifest.setCreatedAt(0);
        Manifest before = manifests.putIfAbsent(manifest.getVersion(), manifest);
        if (before != null) {
            assertThat(manifest).isEqualTo(before);
        }
    }

    private void requireCompleted(long version) {
        if (version > knownToBeComplete) {
            knownToBeComplete = completed.getAsLong();
            assertThat(version).as("a version that is out").isLessThanOrEqualTo(knownToBeComplete);
        }
    }

    private ModelRecord decode(byte[] key, byte[] value) {
        try {
            return codec.decode(key, value);
        } catch (UndecodableException e) {
            throw new AssertionError(e);
        }
    }

    /** Whether there is no manifest yet. */
    public synchronized boolean isEmpty() {
        return manifests.isEmpty();
    }

    /** The newest manifest. */
    public synchronized Manifest newest() {
        return manifests.lastEntry().getValue();
    }

    /** The manifest of a version, if there is one. */
    public synchronized Optional<Manifest> manifest(long version) {
        return Optional.ofNullable(manifests.get(version));
    }

    /** The newest version that a key group has closed. */
    public synchronized long closed(int keyGroup) {
        return groups.get(keyGroup).closed;
    }

    /** The rows as followers have them. */
    public synchronized Map<RowKey, float[]> rows() {
        Map<RowKey, float[]> all = new HashMap<>();
        groups.values().forEach(group -> all.putAll(group.rows));
        return all;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
