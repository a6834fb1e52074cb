package io.millrace.benchmarks.sequences;

import io.millrace.benchmarks.cluster.MeasuredCluster;
import io.millrace.benchmarks.sidebyside.Contestant;
import io.millrace.benchmarks.sidebyside.Rounds;
import io.millrace.pipeline.config.MillraceConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * All kinds of jobs on one topic, in turns.
 *
 * @param config of the sequence builder
 * @param kinds to be measured
 * @param rounds passes of each
 * @param warmUpSeconds for which, at least, each passes before them
 * @param progress is told of every pass
 */
record Comparison(
        MeasuredCluster cluster,
        BenchmarkTopics topics,
        MillraceConfig config,
        List<JobKind> kinds,
        int rounds,
        double warmUpSeconds,
        PrintStream progress) {

    /** Fills a topic, and measures. */
    List<SequenceResult> of(Traffic traffic) throws IOException, InterruptedException {
        progress.println(traffic.description());
        String events = "events-" + traffic.users() + '-' + traffic.eventsPerUser();
        topics.create(events);
        topics.fill(events, traffic);
        // The builder first: the naive job is to have as many outputs.
        Pass first = new Entrant(JobKind.MILLRACE, events, traffic, 0).next();
        List<Entrant> entrants = kinds.stream()
                .map(kind -> new Entrant(kind, events, traffic, first.outputs()))
                .toList();
        for (Entrant entrant : entrants) {
            entrant.warmUp(entrant.kind == JobKind.MILLRACE ? first.seconds() : 0);
        }
        Rounds.inTurns(entrants, rounds);
        topics.delete(events);
        Map<JobKind, List<Pass>> passes = new LinkedHashMap<>();
        entrants.forEach(entrant -> passes.put(entrant.kind, entrant.passes));
        return SequenceResult.of(traffic, passes);
    }

    /** One kind of job, pass after pass. */
    private final class Entrant implements Contestant {
        private final JobKind kind;
        private final String events;
        private final Traffic traffic;
        private final long examples;
        private final List<Pass> passes = new ArrayList<>();

        Entrant(JobKind kind, String events, Traffic traffic, long examples) {
            this.kind = kind;
            this.events = events;
            this.traffic = traffic;
            this.examples = examples;
        }

        @Override
        public double pass() throws InterruptedException {
            Pass pass = next();
            passes.add(pass);
            return pass.seconds();
        }

        /** @param done seconds for which it has passed already */
        void warmUp(double done) throws InterruptedException {
            double seconds = done;
            while (seconds < warmUpSeconds) {
                seconds += next().seconds();
            }
        }

        Pass next() throws InterruptedException {
            String output = "output-of-" + events;
            if (kind.isToKafka()) {
                topics.create(output);
            }
            Pass pass = new Stopwatch(cluster, topics)
                    .time(
                            kind,
                            new JobGraphs(
                                    topics.bootstrapServers(), events, output, config, examples, traffic.events()),
                            traffic.events());
            if (kind.isToKafka()) {
                topics.delete(output);
            }
            progress.printf(
                    Locale.ROOT,
                    "  %-14s %,9.0f events/s, %.1f us of CPU each, drained in %.1f s%n",
                    kind,
                    traffic.events() / pass.seconds(),
                    pass.cpuSeconds() * 1e6 / traffic.events(),
                    pass.drainSeconds());
            return pass;
        }

        @Override
        public void close() {
            // A pass leaves nothing open.
        }
    }
}
