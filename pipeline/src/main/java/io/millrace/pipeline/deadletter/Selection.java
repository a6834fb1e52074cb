package io.millrace.pipeline.deadletter;

import io.millrace.schemas.DeadLetter;
import java.time.Instant;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which dead letters are meant: those that meet every condition. A condition that is null, or empty, is met by all.
 *
 * @param reasons the letter's is one of them
 * @param since the record arrived then or later
 * @param until the record arrived earlier
 * @param partition of the record
 * @param fromOffset the record's is this or larger
 * @param toOffset the record's is this or smaller
 */
public record Selection(
        Set<String> reasons, Instant since, Instant until, Integer partition, Long fromOffset, Long toOffset)
        implements Predicate<DeadLetter> {
    public static final Selection ALL = new Selection(Set.of(), null, null, null, null, null);

    public Selection {
        reasons = Set.copyOf(reasons);
    }

    @Override
    public boolean test(DeadLetter letter) {
        return (reasons.isEmpty() || reasons.contains(letter.getReason()))
                && (since == null || letter.getTimestamp() >= since.toEpochMilli())
                && (until == null || letter.getTimestamp() < until.toEpochMilli())
                && (partition == null || letter.getPartition() == partition)
                && (fromOffset == null || letter.getOffset() >= fromOffset)
                && (toOffset == null || letter.getOffset() <= toOffset);
    }
}
