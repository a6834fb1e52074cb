package io.millrace.serving.http;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that work, and how many requests may wait for them, and for how long. */
final class Workers implements AutoCloseable {
    private final ExecutorService threads;
    private final Semaphore places;
    private final Duration patience;

    /**
     * @param name of the threads
     * @param count how many there are
     */
    Workers(String name, int count, HttpLimits limits) {
        AtomicInteger number = new AtomicInteger();
        this.threads =
                Executors.newFixedThreadPool(count, task -> new Thread(task, name + "-" + number.incrementAndGet()));
        this.places = new Semaphore(count + limits.queue());
        this.patience = limits.queueTimeout();
    }

    Executor threads() {
        return threads;
    }

    /**
     * Takes a place, to be given back by {@link #leave()}.
     *
     * @throws Refusal if all are taken
     */
    void enter() {
        if (!places.tryAcquire()) {
            throw Refusal.later("busy", "too many requests at the same time");
        }
    }

    /**
     * @param since {@link System#nanoTime()} when the place was taken
     * @throws Refusal if that is too long ago for an answer to be still waited for
     */
    void requirePatience(long since) {
        if (System.nanoTime() - since > patience.toNanos()) {
            throw Refusal.later("busy", "waited longer than " + patience.toMillis() + " ms to be worked on");
        }
    }

    void leave() {
        places.release();
    }

    @Override
    public void close() {
        threads.shutdown();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
