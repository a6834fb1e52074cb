package io.millrace.benchmarks.peers;

import io.millrace.benchmarks.sidebyside.Contestant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Trainers of Millrace's side by side, each with a model of its own on a thread of its own. */
final class Trainers implements Contestant {
    private final List<Callable<Object>> passes = new ArrayList<>();
    private final ExecutorService threads;

    /** @param trainer makes a trainer: what it does in one pass over the workload */
    Trainers(int count, Supplier<Runnable> trainer) {
        for (int i = 0; i < count; i++) {
            passes.add(Executors.callable(trainer.get()));
        }
        this.threads = Executors.newFixedThreadPool(count);
    }

    /** Lets the compiler see the code: passes for {@code seconds} and at least two. */
    void warmUp(double seconds) throws InterruptedException {
        long end = System.nanoTime() + (long) (seconds * 1e9);
        pass();
        do {
            pass();
        } while (System.nanoTime() < end);
    }

    /** A pass of every trainer, all at once. */
    @Override
    public double pass() throws InterruptedException {
        long start = System.nanoTime();
        for (Future<Object> done : threads.invokeAll(passes)) {
            try {
                done.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a trainer failed", e.getCause());
            }
        }
        return (System.nanoTime() - start) * 1e-9;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
