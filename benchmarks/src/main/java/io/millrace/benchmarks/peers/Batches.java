package io.millrace.benchmarks.peers;

import java.util.List;
import java.util.stream.IntStream;

/** How a workload's lines are cut into steps. */
final class Batches {
    private Batches() {}

    /** {@code size} after {@code size}; the last may be smaller. */
    static <T> List<List<T>> of(List<T> lines, int size) {
        return IntStream.range(0, (lines.size() + size - 1) / size)
                .mapToObj(i -> lines.subList(i * size, Math.min(lines.size(), (i + 1) * size)))
                .toList();
    }
}
