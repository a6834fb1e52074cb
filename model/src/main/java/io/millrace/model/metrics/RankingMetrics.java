package io.millrace.model.metrics;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Retrieval measures from the rank of the one relevant item: HR@k is the share of ranks up to k, NDCG@k the mean of
 * {@code 1 / log2(1 + rank)} over ranks up to k and 0 beyond (Järvelin, Kekäläinen, TOIS 2002, with one relevant item).
 */
public final class RankingMetrics {
    private static final byte VERSION = 1;
    private static final int BYTES = 1 + 4 * Long.BYTES;
    private static final int CUT = 10;
    private static final int LONG_CUT = 50;

    private long count;
    private long hits;
    private long longHits;
    private double gain;

    /** @param rank of the relevant item, 1 for the best */
    public void add(long rank) {
        if (rank < 1) {
            throw new IllegalArgumentException("ranks begin at 1, not " + rank);
        }
        count++;
        if (rank <= LONG_CUT) {
            longHits++;
        }
        if (rank <= CUT) {
            hits++;
            gain += Math.log(2) / Math.log(1.0 + rank);
        }
    }

    /** Adds what another instance has seen. */
    public void merge(RankingMetrics other) {
        count += other.count;
        hits += other.hits;
        longHits += other.longHits;
        gain += other.gain;
    }

    public long count() {
        return count;
    }

    /** {@code hr10, hr50, ndcg10}; empty when nothing has been added. */
    public Map<String, Double> measures() {
        Map<String, Double> measures = new LinkedHashMap<>();
        if (count > 0) {
            measures.put("hr10", (double) hits / count);
            measures.put("hr50", (double) longHits / count);
            measures.put("ndcg10", gain / count);
        }
        return measures;
    }

    /** Version (1 byte, 1), then count, hits@10, hits@50 and gain@10, 8 bytes each, little endian. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(VERSION)
                .putLong(count)
                .putLong(hits)
                .putLong(longHits)
                .putDouble(gain)
                .array();
    }

    /** @throws IllegalArgumentException if the bytes carry a version that is not known, or are cut off */
    public static RankingMetrics fromBytes(byte[] bytes) {
        if (bytes.length != BYTES || bytes[0] != VERSION) {
            throw new IllegalArgumentException("not ranking metrics of version " + VERSION);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, BYTES - 1).order(ByteOrder.LITTLE_ENDIAN);
        RankingMetrics metrics = new RankingMetrics();
        metrics.count = buffer.getLong();
        metrics.hits = buffer.getLong();
        metrics.longHits = buffer.getLong();
        metrics.gain = buffer.getDouble();
        return metrics;
    }
}
