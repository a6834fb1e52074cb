package io.millrace.model.metrics;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Measures of a binary task (MATH §7; normalised entropy after He et al., "Practical Lessons from Predicting Clicks on Ads
 * at Facebook", ADKDD 2014).
 *
 * <p>AUC is the probability that a positive is ranked above a negative, ties counting half, over a histogram of 4,096
 * equal buckets of the logit from −16 to 16: predictions in one bucket, whose logits differ by less than 1/128 or lie
 * beyond the same end, count as ties, so that it is off by at most {@link #aucErrorBound()}. Everything else is exact up
 * to rounding.
 */
public final class BinaryMetrics {
    private static final byte VERSION = 1;
    private static final int HEADER = 1 + 2 * Double.BYTES;
    private static final int BUCKET_BYTES = Integer.BYTES + 2 * Long.BYTES;
    private static final int BUCKETS = 4096;
    private static final double LARGEST_LOGIT = 16;
    private static final double SMALLEST_PROBABILITY = 1e-15;

    private final long[] negatives = new long[BUCKETS];
    private final long[] positives = new long[BUCKETS];
    private long count;
    private long positiveCount;
    private double lossSum;
    private double probabilitySum;

    /**
     * @param probability predicted, clipped to [1e-15, 1 − 1e-15] as far as the log-loss is concerned
     * @param positive the label
     * @throws IllegalArgumentException if the probability is not in [0, 1]
     */
    public void add(double probability, boolean positive) {
        if (!(probability >= 0 && probability <= 1)) {
            throw new IllegalArgumentException("not a probability: " + probability);
        }
        count++;
        probabilitySum += probability;
        double ofLabel = positive ? probability : 1 - probability;
        lossSum -= Math.log(Math.max(SMALLEST_PROBABILITY, ofLabel));
        if (positive) {
            positiveCount++;
            positives[bucket(probability)]++;
        } else {
            negatives[bucket(probability)]++;
        }
    }

    private static int bucket(double probability) {
        double logit = Math.log(probability / (1 - probability));
        double place = (logit + LARGEST_LOGIT) / (2 * LARGEST_LOGIT) * BUCKETS;
        return (int) Math.max(0, Math.min(BUCKETS - 1, place));
    }

    /** Adds what another instance has seen. */
    public void merge(BinaryMetrics other) {
        count += other.count;
        positiveCount += other.positiveCount;
        lossSum += other.lossSum;
        probabilitySum += other.probabilitySum;
        for (int i = 0; i < BUCKETS; i++) {
            negatives[i] += other.negatives[i];
            positives[i] += other.positives[i];
        }
    }

    public long count() {
        return count;
    }

    public long positives() {
        return positiveCount;
    }

    /**
     * By name: {@code logloss} (mean, nats), {@code baseRate}, {@code ne} (logloss over the entropy of the base rate),
     * {@code auc}, {@code calibration} (Σp/Σy). What is undefined is absent: calibration without a positive, ne and auc
     * of one class, everything of nothing.
     */
    public Map<String, Double> measures() {
        Map<String, Double> measures = new LinkedHashMap<>();
        if (count == 0) {
            return measures;
        }
        double logLoss = lossSum / count;
        double baseRate = (double) positiveCount / count;
        measures.put("logloss", logLoss);
        measures.put("baseRate", baseRate);
        if (positiveCount > 0) {
            measures.put("calibration", probabilitySum / positiveCount);
        }
        if (hasBothClasses()) {
            double entropy = -baseRate * Math.log(baseRate) - (1 - baseRate) * Math.log1p(-baseRate);
            measures.put("ne", logLoss / entropy);
            measures.put("auc", auc());
        }
        return measures;
    }

    private boolean hasBothClasses() {
        return positiveCount > 0 && positiveCount < count;
    }

    private double auc() {
        double below = 0;
        double wins = 0;
        for (int i = 0; i < BUCKETS; i++) {
            wins += positives[i] * (below + 0.5 * negatives[i]);
            below += negatives[i];
        }
        return wins / (below * positiveCount);
    }

    /** Half the share of pairs of a positive and a negative that fell into one bucket; 0 without such pairs. */
    public double aucErrorBound() {
        if (!hasBothClasses()) {
            return 0;
        }
        double pairs = 0;
        for (int i = 0; i < BUCKETS; i++) {
            pairs += (double) positives[i] * negatives[i];
        }
        return 0.5 * pairs / ((double) positiveCount * (count - positiveCount));
    }

    /**
     * Version (1 byte, 1), log-loss sum and probability sum (8 bytes each), then for each bucket in use its index (4),
     * negatives and positives (8 each), all little endian.
     */
    public byte[] toBytes() {
        int used = 0;
        for (int i = 0; i < BUCKETS; i++) {
            used += isUsed(i) ? 1 : 0;
        }
        ByteBuffer buffer = ByteBuffer.allocate(HEADER + used * BUCKET_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(VERSION)
                .putDouble(lossSum)
                .putDouble(probabilitySum);
        for (int i = 0; i < BUCKETS; i++) {
            if (isUsed(i)) {
                buffer.putInt(i).putLong(negatives[i]).putLong(positives[i]);
            }
        }
        return buffer.array();
    }

    private boolean isUsed(int bucket) {
        return negatives[bucket] + positives[bucket] > 0;
    }

    /** @throws IllegalArgumentException if the bytes carry a version that is not known, are cut off, or are of no bucket */
    public static BinaryMetrics fromBytes(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < HEADER || (bytes.length - HEADER) % BUCKET_BYTES != 0) {
            throw new IllegalArgumentException("not binary metrics: " + bytes.length + " bytes");
        }
        byte version = buffer.get();
        if (version != VERSION) {
            throw new IllegalArgumentException("binary metrics of version " + version + ", not " + VERSION);
        }
        BinaryMetrics metrics = new BinaryMetrics();
        metrics.lossSum = buffer.getDouble();
        metrics.probabilitySum = buffer.getDouble();
        while (buffer.hasRemaining()) {
            int bucket = buffer.getInt();
            if (bucket < 0 || bucket >= BUCKETS) {
                throw new IllegalArgumentException("bucket " + bucket + " of " + BUCKETS);
            }
            metrics.negatives[bucket] = buffer.getLong();
            metrics.positives[bucket] = buffer.getLong();
            metrics.positiveCount += metrics.positives[bucket];
            metrics.count += metrics.negatives[bucket] + metrics.positives[bucket];
        }
        return metrics;
    }
}
