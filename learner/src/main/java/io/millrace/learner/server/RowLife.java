package io.millrace.learner.server;

import io.millrace.model.row.Row;
import java.io.Serializable;
import java.time.Duration;

/**
 * When rows of embedding tables begin and end. All times are event time, and what is decided here depends on nothing else.
 *
 * @param admissionTouches pushes after which a row is admitted; with 1 the first is already learnt into it
 * @param ttl after which a row that was not touched is as if it had never been; zero for never
 * @param memory how long it is known that a row was erased, and that one which is not admitted was touched, where {@code
 *     ttl} does not say
 */
public record RowLife(int admissionTouches, Duration ttl, Duration memory) implements Serializable {
    /** Rows are there from the first push on, for good. */
    public static final RowLife FOREVER = new RowLife(1, Duration.ZERO, Duration.ofDays(90));

    /** No deadline. */
    static final long NONE = Long.MAX_VALUE;

    /** Of the time that rows are kept, the part by which they may be removed late: one in so many. */
    private static final int BUCKETS = 32;

    public RowLife {
        if (admissionTouches < 1) {
            throw new IllegalArgumentException("a row is admitted after one touch at least, not " + admissionTouches);
        }
        if (ttl.isNegative() || memory.isNegative() || memory.isZero()) {
            throw new IllegalArgumentException(
                    "rows live for a time that is not negative, and what they were is remembered for one above 0");
        }
    }

    /** Whether rows are there at once and for good: then nothing depends on who touches them. */
    boolean isForever() {
        return admitsAtOnce() && !expires();
    }

    boolean admitsAtOnce() {
        return admissionTouches == 1;
    }

    boolean expires() {
        return !ttl.isZero();
    }

    /** The time to live in milliseconds; 0 for none. */
    long ttlMillis() {
        return ttl.toMillis();
    }

    /** {@code lastTouched + ttl < now}; of a row that is not admitted {@code lastTouched + memory < now}. */
    boolean isExpired(Row row, long now) {
        long expiry = expiry(row);
        return expiry != NONE && expiry < now;
    }

    private long expiry(Row row) {
        boolean remains = row.lastTouched != Row.NEVER && (expires() || !row.isLive());
        return remains ? row.lastTouched + memoryMillis() : NONE;
    }

    /** {@code erasedUntil + memory < now}. */
    boolean erasureIsOver(Row row, long now) {
        return row.erasedUntil != Row.NEVER && row.erasedUntil + memoryMillis() < now;
    }

    /** When there will be something to forget of the row; {@link #NONE} if never. */
    long deadline(Row row) {
        long forgotten = row.erasedUntil != Row.NEVER ? row.erasedUntil + memoryMillis() : NONE;
        return Math.min(expiry(row), forgotten);
    }

    private long memoryMillis() {
        return expires() ? ttl.toMillis() : memory.toMillis();
    }

    /** Milliseconds of deadlines that are looked at together. */
    long bucketWidth() {
        return Math.max(1, memoryMillis() / BUCKETS);
    }
}
