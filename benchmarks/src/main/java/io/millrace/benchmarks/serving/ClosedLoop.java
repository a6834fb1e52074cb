package io.millrace.benchmarks.serving;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/**
 * Connections each of which sends the next request when the last is answered.
 *
 * @param url of the path asked
 * @param token empty: none
 * @param bodies of the requests
 */
record ClosedLoop(URI url, String token, Function<SplittableRandom, String> bodies) {
    private record Answers(LongArrayList nanos, long failed) {}

    /** Sends for so long. */
    LoadResult run(int connections, Duration time) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(connections);
        try {
            long begun = System.nanoTime();
            List<Future<Answers>> results = new ArrayList<>();
            for (int c = 0; c < connections; c++) {
                SplittableRandom random = new SplittableRandom(c);
                results.add(threads.submit(() -> send(random, begun + time.toNanos())));
            }
            LongArrayList nanos = new LongArrayList();
            long failed = 0;
            for (Future<Answers> result : results) {
                nanos.addAll(result.get().nanos);
                failed += result.get().failed;
            }
            return new LoadResult(nanos.toLongArray(), failed, (System.nanoTime() - begun) * 1e-9);
        } finally {
            threads.shutdownNow();
        }
    }

    private Answers send(SplittableRandom random, long until) throws InterruptedException {
        // One client a connection: a shared one would wait for its own thread.
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        LongArrayList nanos = new LongArrayList();
        long failed = 0;
        while (System.nanoTime() < until) {
            HttpRequest.Builder request = HttpRequest.newBuilder(url)
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(bodies.apply(random)));
            if (!token.isEmpty()) {
                request.header("Authorization", "Bearer " + token);
            }
            long begun = System.nanoTime();
            if (isAnswered(client, request.build())) {
                nanos.add(System.nanoTime() - begun);
            } else {
                failed++;
            }
        }
        return new Answers(nanos, failed);
    }

    private static boolean isAnswered(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            return client.send(request, BodyHandlers.ofByteArray()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
