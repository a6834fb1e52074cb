package io.millrace.learner.verdict;

import java.io.Serializable;
import java.util.Optional;

/**
 * The newest order there is when a job starts. It comes among the others too, but only after a while: the first versions
 * would be let out by a job that starts afresh, or from a checkpoint that is older than the order.
 */
@FunctionalInterface
public interface StandingOrder extends Serializable {
    /** The order, if one was ever given. Whatever is thrown fails the attempt to start. */
    Optional<GivenOrder> read() throws Exception;
}
