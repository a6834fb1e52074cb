package io.millrace.benchmarks.peers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** Trainers side by side, each with a model of its own on a thread of its own. */
final class Trainers implements AutoCloseable {
    private final List<Runnable> passes = new ArrayList<>();
    private final ExecutorService threads;

    /** @param trainer makes a trainer: what it does in one pass over the workload */
    Trainers(int count, Supplier<Runnable> trainer) {
        for (int i = 0; i < count; i++) {
            passes.add(trainer.get());
        }
        this.threads = Executors.newFixedThreadPool(count);
    }

    /** Seconds for a pass of every trainer, all at once. */
    double pass() throws InterruptedException {
        List<Callable<Void>> tasks = new ArrayList<>();
        for (Runnable pass : passes) {
            tasks.add(() -> {
                pass.run();
                return null;
            });
        }
        long start = System.nanoTime();
        for (Future<Void> done : threads.invokeAll(tasks)) {
            try {
                done.get();
            } catch (ExecutionException e) {
                throw new IllegalStateException("a trainer failed", e.getCause());
            }
        }
        return (System.nanoTime() - start) * 1e-9;
    }

    /** The median of {@code rounds} passes, after passes for {@code warmUpSeconds} and at least two. */
    double medianPass(double warmUpSeconds, int rounds) throws InterruptedException {
        long end = System.nanoTime() + (long) (warmUpSeconds * 1e9);
        pass();
        do {
            pass();
        } while (System.nanoTime() < end);
        double[] seconds = new double[rounds];
        for (int i = 0; i < rounds; i++) {
            seconds[i] = pass();
        }
        Arrays.sort(seconds);
        return seconds[rounds / 2];
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
