package io.millrace.learner.trainer;

import java.nio.ByteBuffer;

/**
 * A prediction whose label is not final, or the final label of a prediction that was made before: of a task whose
 * conversions come late. Two make a judgement.
 *
 * @param exposure what it is about: the same for both
 * @param task the ranker and the ranking task as in {@code wukong/convert}; likewise
 * @param isLabel whether it is the label
 * @param value the label, or the probability predicted
 * @param matured milliseconds of event time at which the label, or that which the prediction was made with, became known
 * @param arrival milliseconds of the broker's clock: when the newest event behind it arrived
 */
public record HalfJudgement(long exposure, String task, boolean isLabel, float value, long matured, long arrival) {
    private static final int ENCODING = 1;

    /** This and its other half. */
    public Judgement with(HalfJudgement other) {
        HalfJudgement label = isLabel ? this : other;
        HalfJudgement prediction = isLabel ? other : this;
        if (prediction.isLabel == label.isLabel) {
            throw new IllegalArgumentException("no two halves: " + this + " and " + other);
        }
        return Judgement.ofRanking(task, label.matured, label.value, prediction.value, label.arrival);
    }

    /** Of two of one kind the one that counts: it was made before the model learnt what the other knows. */
    public HalfJudgement orEarlier(HalfJudgement other) {
        return other.matured < matured ? other : this;
    }

    /** All but the exposure and the task, versioned. */
    public byte[] toBytes() {
        return ByteBuffer.allocate(2 + Float.BYTES + 2 * Long.BYTES)
                .put((byte) ENCODING)
                .put((byte) (isLabel ? 1 : 0))
                .putFloat(value)
                .putLong(matured)
                .putLong(arrival)
                .array();
    }

    /** The inverse of {@link #toBytes()}. */
    public static HalfJudgement of(long exposure, String task, byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int encoding = in.get();
        if (encoding != ENCODING) {
            throw new IllegalStateException("unknown encoding " + encoding + " of half a judgement");
        }
        return new HalfJudgement(exposure, task, in.get() == 1, in.getFloat(), in.getLong(), in.getLong());
    }
}
