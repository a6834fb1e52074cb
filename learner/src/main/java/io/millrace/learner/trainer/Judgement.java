package io.millrace.learner.trainer;

/**
 * One prediction and what came true, recorded before it was learnt from.
 *
 * @param task {@code retrieval}, the ranker and the ranking task as in {@code wukong/convert}, or {@code none} if nothing
 *     finite was predicted
 * @param matured milliseconds of event time at which the label became known
 * @param label 0 or 1
 * @param probability predicted; NaN for retrieval
 * @param rank of the next item, from 1; 0 for ranking tasks
 * @param popularityRank of the next item under the control; 0 for ranking tasks
 * @param arrival milliseconds of the broker's clock: when the newest event behind the label arrived
 */
public record Judgement(
        String task, long matured, float label, float probability, int rank, int popularityRank, long arrival) {
    /** The name of the retrieval task. */
    public static final String RETRIEVAL = "retrieval";

    private static final String NONE = "none";

    /** A ranking task's judgement. */
    public static Judgement ofRanking(String task, long matured, float label, float probability, long arrival) {
        return new Judgement(task, matured, label, probability, 0, 0, arrival);
    }

    /** A retrieval judgement. */
    public static Judgement ofRetrieval(long matured, int rank, int popularityRank, long arrival) {
        return new Judgement(RETRIEVAL, matured, 1, Float.NaN, rank, popularityRank, arrival);
    }

    /** What comes of an example of which the model made something that is no number. */
    public static Judgement ofNothingFinite(long requestTime, long arrival) {
        return new Judgement(NONE, requestTime, Float.NaN, Float.NaN, 0, 0, arrival);
    }

    public boolean isRetrieval() {
        return RETRIEVAL.equals(task);
    }

    /** Whether there is a prediction to be measured. */
    public boolean isFinite() {
        return !NONE.equals(task);
    }
}
