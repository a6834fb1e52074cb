package io.millrace.model.metrics;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Retrieval measures from the rank of the one relevant item: HR@k is the share of ranks up to k, NDCG@k the mean of
 * {@code 1 / log2(1 + rank)} over ranks up to k and 0 beyond (Järvelin, Kekäläinen, TOIS 2002, with one relevant item).
 */
public final class RankingMetrics {
    private static final byte FIXED_CUTS = 1;
    private static final byte VERSION = 2;
    private static final int[] HIT_CUTS = {10, 50};
    private static final int[] GAIN_CUTS = {10};

    private final int[] hitCuts;
    private final int[] gainCuts;
    private final long[] hits;
    private final double[] gains;
    private long count;

    /** HR@10, HR@50 and NDCG@10. */
    public RankingMetrics() {
        this(HIT_CUTS, GAIN_CUTS);
    }

    /**
     * @param hitCuts every k of HR@k, rising
     * @param gainCuts every k of NDCG@k, rising
     * @throws IllegalArgumentException if a cut is below 1, or not above the one before
     */
    public RankingMetrics(int[] hitCuts, int[] gainCuts) {
        this.hitCuts = checked(hitCuts);
        this.gainCuts = checked(gainCuts);
        this.hits = new long[hitCuts.length];
        this.gains = new double[gainCuts.length];
    }

    private static int[] checked(int[] cuts) {
        int least = 1;
        for (int cut : cuts) {
            if (cut < least) {
                throw new IllegalArgumentException("cuts begin at 1 and rise: " + Arrays.toString(cuts));
            }
            least = cut + 1;
        }
        return cuts.clone();
    }

    /**
     * @param rank of the relevant item, 1 for the best
     * @throws IllegalArgumentException if the rank is below 1
     */
    public void add(long rank) {
        if (rank < 1) {
            throw new IllegalArgumentException("ranks begin at 1, not " + rank);
        }
        count++;
        for (int i = 0; i < hitCuts.length; i++) {
            if (rank <= hitCuts[i]) {
                hits[i]++;
            }
        }
        for (int i = 0; i < gainCuts.length; i++) {
            if (rank <= gainCuts[i]) {
                gains[i] += Math.log(2) / Math.log(1.0 + rank);
            }
        }
    }

    /**
     * Adds what another instance has seen.
     *
     * @throws IllegalArgumentException if the other has other cuts
     */
    public void merge(RankingMetrics other) {
        if (!Arrays.equals(hitCuts, other.hitCuts) || !Arrays.equals(gainCuts, other.gainCuts)) {
            throw new IllegalArgumentException("cuts differ: " + cuts() + " and " + other.cuts());
        }
        count += other.count;
        for (int i = 0; i < hits.length; i++) {
            hits[i] += other.hits[i];
        }
        for (int i = 0; i < gains.length; i++) {
            gains[i] += other.gains[i];
        }
    }

    private String cuts() {
        return "HR@" + Arrays.toString(hitCuts) + " NDCG@" + Arrays.toString(gainCuts);
    }

    public long count() {
        return count;
    }

    /** {@code hr<k>} for every hit cut, then {@code ndcg<k>} for every gain cut; empty when nothing has been added. */
    public Map<String, Double> measures() {
        Map<String, Double> measures = new LinkedHashMap<>();
        if (count > 0) {
            for (int i = 0; i < hitCuts.length; i++) {
                measures.put("hr" + hitCuts[i], (double) hits[i] / count);
            }
            for (int i = 0; i < gainCuts.length; i++) {
                measures.put("ndcg" + gainCuts[i], gains[i] / count);
            }
        }
        return measures;
    }

    /**
     * Version (1 byte, 2), the number of hit cuts and each of them, the number of gain cuts and each of them (4 bytes
     * each), the count, hits by hit cut and gains by gain cut (8 bytes each), all little endian.
     */
    public byte[] toBytes() {
        int numbers = 2 + hitCuts.length + gainCuts.length;
        int sums = 1 + hits.length + gains.length;
        ByteBuffer buffer = ByteBuffer.allocate(1 + numbers * Integer.BYTES + sums * Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(VERSION);
        putCuts(buffer, hitCuts);
        putCuts(buffer, gainCuts);
        buffer.putLong(count);
        for (long ofCut : hits) {
            buffer.putLong(ofCut);
        }
        for (double ofCut : gains) {
            buffer.putDouble(ofCut);
        }
        return buffer.array();
    }

    /**
     * Also reads version 1, which had no list of cuts and was of HR@10, HR@50 and NDCG@10.
     *
     * @throws IllegalArgumentException if the bytes carry a version that is not known, or are cut off
     */
    public static RankingMetrics fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            RankingMetrics metrics = read(buffer);
            if (buffer.hasRemaining()) {
                throw new IllegalArgumentException(buffer.remaining() + " bytes too many for ranking metrics");
            }
            return metrics;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("ranking metrics cut off at " + bytes.length + " bytes", e);
        }
    }

    private static RankingMetrics read(ByteBuffer buffer) {
        byte version = buffer.get();
        RankingMetrics metrics =
                switch (version) {
                    case FIXED_CUTS -> new RankingMetrics();
                    case VERSION -> new RankingMetrics(cuts(buffer), cuts(buffer));
                    default ->
                        throw new IllegalArgumentException(
                                "ranking metrics of version " + version + ", not " + VERSION);
                };
        metrics.count = buffer.getLong();
        for (int i = 0; i < metrics.hits.length; i++) {
            metrics.hits[i] = buffer.getLong();
        }
        for (int i = 0; i < metrics.gains.length; i++) {
            metrics.gains[i] = buffer.getDouble();
        }
        return metrics;
    }

    private static void putCuts(ByteBuffer buffer, int[] cuts) {
        buffer.putInt(cuts.length);
        for (int cut : cuts) {
            buffer.putInt(cut);
        }
    }

    private static int[] cuts(ByteBuffer buffer) {
        int number = buffer.getInt();
        if (number < 0 || number > buffer.remaining() / Integer.BYTES) {
            throw new IllegalArgumentException("ranking metrics of " + number + " cuts");
        }
        int[] cuts = new int[number];
        for (int i = 0; i < number; i++) {
            cuts[i] = buffer.getInt();
        }
        return cuts;
    }
}
