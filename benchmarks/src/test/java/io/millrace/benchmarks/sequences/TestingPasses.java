package io.millrace.benchmarks.sequences;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Three rounds over a topic of 1,000 events: of the ceiling, the naive job and the sequence builder. */
final class TestingPasses {
    static final Traffic TRAFFIC = new Traffic(10, 100, 0, Duration.ofSeconds(60), 1);

    private TestingPasses() {}

    static Map<JobKind, List<Pass>> all() {
        Map<JobKind, List<Pass>> passes = new LinkedHashMap<>();
        passes.put(JobKind.CEILING, List.of(pass(1, 0, 0), pass(2, 0, 0), pass(4, 0, 0)));
        passes.put(JobKind.NAIVE, List.of(pass(20, 0, 250), pass(16, 0, 250), pass(16, 0, 250)));
        passes.put(JobKind.MILLRACE, List.of(pass(2, 3, 250), pass(4, 1, 250), pass(5, 2, 260)));
        return passes;
    }

    private static Pass pass(double seconds, double drain, long outputs) {
        return new Pass(seconds, seconds / 2, drain, outputs, 1000 * outputs, 2000 * outputs, 3000 * outputs);
    }

    static List<SequenceResult> results() {
        return SequenceResult.of(TRAFFIC, all());
    }
}
