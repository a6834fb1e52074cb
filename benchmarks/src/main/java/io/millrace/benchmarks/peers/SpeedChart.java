package io.millrace.benchmarks.peers;

import io.millrace.benchmarks.sidebyside.Chart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Results as bars: for every workload, every side's arithmetic under what the machine could do at best. */
final class SpeedChart {
    private SpeedChart() {}

    /**
     * Sides with {@code threads} threads: one who had more would stand under another line.
     *
     * @param peak of one core, in GFLOP/s
     */
    static void write(Path file, List<Result> results, int threads, double peak) throws IOException {
        List<String> workloads =
                results.stream().map(Result::workload).distinct().toList();
        Map<String, Double[]> bars = new LinkedHashMap<>();
        for (Result result : results) {
            if (result.side().threads() == threads) {
                bars.computeIfAbsent(result.side().label(), side -> new Double[workloads.size()])[
                                workloads.indexOf(result.workload())] =
                        result.gflops();
            }
        }
        Map<String, List<Double>> series = new LinkedHashMap<>();
        bars.forEach((side, values) -> series.put(side, Arrays.asList(values)));
        String limit = String.format(
                Locale.ROOT, "peak of %s: %.0f", threads == 1 ? "one core" : threads + " cores", threads * peak);
        Chart.bars(
                file,
                "Training, forward and backward, " + threads + (threads == 1 ? " thread" : " threads"),
                "GFLOP/s of useful work",
                workloads,
                series,
                new Chart.Limit(limit, threads * peak));
    }
}
