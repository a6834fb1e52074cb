package io.millrace.serving.follow;

import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.BiConsumer;

/** The model topic as lists. */
final class TestingTopic {
    private final List<List<ModelRecord>> partitions = new ArrayList<>();
    private final ModelRecordCodec codec = new ModelRecordCodec();

    TestingTopic(int partitions) {
        for (int p = 0; p < partitions; p++) {
            this.partitions.add(new ArrayList<>());
        }
    }

    int partitions() {
        return partitions.size();
    }

    void append(int partition, ModelRecord record) {
        partitions.get(partition).add(record);
    }

    /** Open to tampering. */
    List<ModelRecord> partition(int partition) {
        return partitions.get(partition);
    }

    /** Drops everything, so that the next read is of what comes from now on. */
    void clear() {
        partitions.forEach(List::clear);
    }

    /** Reads every partition in its order, and the partitions in an order that the dice decide. */
    void read(Random random, BiConsumer<Integer, ModelRecord> reader) {
        int[] next = new int[partitions.size()];
        List<Integer> unread = new ArrayList<>();
        for (int p = 0; p < partitions.size(); p++) {
            if (!partitions.get(p).isEmpty()) {
                unread.add(p);
            }
        }
        while (!unread.isEmpty()) {
            Integer p = unread.get(random.nextInt(unread.size()));
            int run = 1 + random.nextInt(random.nextBoolean() ? 3 : 60);
            while (run-- > 0 && next[p] < partitions.get(p).size()) {
                reader.accept(p, partitions.get(p).get(next[p]++));
            }
            if (next[p] == partitions.get(p).size()) {
                unread.remove(p);
            }
        }
    }

    /** Keeps only the last value of each key among the first {@code share} of each partition, as a cleaner does. */
    void compact(double share) {
        for (List<ModelRecord> partition : partitions) {
            int head = (int) (partition.size() * share);
            Map<ByteBuffer, Integer> last = new HashMap<>();
            for (int i = 0; i < head; i++) {
                last.put(key(partition.get(i)), i);
            }
            List<ModelRecord> kept = new ArrayList<>();
            for (int i = 0; i < partition.size(); i++) {
                if (i >= head || last.get(key(partition.get(i))) == i) {
                    kept.add(partition.get(i));
                }
            }
            partition.clear();
            partition.addAll(kept);
        }
    }

    static ModelRecordCodec.Encoded encode(ModelRecordCodec codec, ModelRecord record) {
        if (record instanceof ModelRecord.Row row) {
            return codec.row(row.lineage(), row.version(), row.table(), row.row(), row.weights(), row.weights().length);
        } else if (record instanceof ModelRecord.RowTombstone tombstone) {
            return codec.tombstone(tombstone.table(), tombstone.row());
        } else if (record instanceof ModelRecord.GroupEnd end) {
            return codec.endOfVersion(end.mark());
        }
        return codec.manifest(((ModelRecord.VersionManifest) record).manifest());
    }

    private ByteBuffer key(ModelRecord record) {
        return ByteBuffer.wrap(encode(codec, record).key());
    }
}
