package io.millrace.model.hstu;

/**
 * Who sees whom, and how long ago that was: H tokens of history, each of which sees itself and those before it, and m
 * candidates behind them, each of which sees the whole history and itself. All candidates stand at position H and at the
 * time of the request.
 */
public final class Timeline {
    private final int history;
    private final int rows;
    private final short[] buckets;

    /**
     * @param seconds times of the tokens, length H
     * @param querySeconds the time of what each row predicts, length H
     * @param candidates m
     * @param requestSeconds time and query time of the candidates
     */
    public Timeline(long[] seconds, long[] querySeconds, int candidates, long requestSeconds) {
        this.history = seconds.length;
        this.rows = history + candidates;
        this.buckets = new short[rows * columns()];
        for (int row = 0; row < rows; row++) {
            long query = row < history ? querySeconds[row] : requestSeconds;
            for (int column = 0; column <= position(row); column++) {
                long time = column < history ? seconds[column] : requestSeconds;
                buckets[row * columns() + column] = (short) TimeBuckets.of(query - time);
            }
        }
    }

    /** H. */
    public int history() {
        return history;
    }

    /** L = H + m. */
    public int rows() {
        return rows;
    }

    /** Columns of a matrix of scores: the H tokens, then "the candidate itself". */
    int columns() {
        return history + 1;
    }

    /** The position of a row, which is also the last column it sees. */
    int position(int row) {
        return Math.min(row, history);
    }

    /** The bucket of the time between what {@code row} predicts and the token of {@code column}. */
    int bucket(int row, int column) {
        return buckets[row * columns() + column];
    }
}
