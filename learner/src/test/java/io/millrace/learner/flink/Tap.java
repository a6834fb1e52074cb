package io.millrace.learner.flink;

import io.millrace.learner.verdict.GivenOrder;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.connector.source.SourceSplit;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiter;

/**
 * Lets a source of numbers give out as many as a test says, and lets checkpoints through meanwhile. For one reader at a
 * time, which goes on where the one before it stopped. Thread-safe.
 */
final class Tap {
    private static final Map<String, Tap> NAMED = new ConcurrentHashMap<>();

    private static final int NUMBERS_PER_FAILURE = 10;

    private final Map<Long, GivenOrder> orders = new ConcurrentHashMap<>();
    private int failuresDue;
    private long given;
    private long next;
    private CompletableFuture<Void> changed = new CompletableFuture<>();

    private Tap() {}

    /** The tap of this name in this JVM, for sources that are shipped to their task. */
    static Tap named(String name) {
        return NAMED.computeIfAbsent(name, n -> new Tap());
    }

    /** Lets so many more numbers out. */
    synchronized void open(long numbers) {
        given += numbers;
        CompletableFuture<Void> waiting = changed;
        changed = new CompletableFuture<>();
        waiting.complete(null);
    }

    /** How many may come out in all. */
    synchronized long given() {
        return given;
    }

    /** Has the source fail so many times, each after some more numbers. */
    synchronized void failNext(int times) {
        failuresDue = times;
    }

    /** How many failures are still to come. */
    synchronized int failuresDue() {
        return failuresDue;
    }

    /** Has an order come with an example. */
    void orderAt(long example, GivenOrder order) {
        orders.put(example, order);
    }

    /** The order that comes with an example, if one does. */
    Optional<GivenOrder> orderAt(long example) {
        return Optional.ofNullable(orders.get(example));
    }

    /** Says that the number is out. */
    synchronized void passed(long number) {
        next = number + 1;
        if (failuresDue > 0 && number % NUMBERS_PER_FAILURE == NUMBERS_PER_FAILURE - 1) {
            failuresDue--;
            throw new IllegalStateException("fails as told");
        }
    }

    private synchronized CompletionStage<Void> acquire() {
        return next < given ? CompletableFuture.completedFuture(null) : changed.thenCompose(now -> acquire());
    }

    /** What makes a source wait for this tap. */
    <S extends SourceSplit> RateLimiter<S> limiter() {
        return numbers -> acquire();
    }
}
