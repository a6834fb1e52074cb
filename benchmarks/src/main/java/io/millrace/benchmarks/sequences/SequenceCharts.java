package io.millrace.benchmarks.sequences;

import io.millrace.benchmarks.sidebyside.Chart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.ToIntFunction;

/** Results as pictures. */
final class SequenceCharts {
    private static final String RATE = "events a second";

    private SequenceCharts() {}

    /** Bars for the jobs on one topic, in thousands of events a second, under the ceiling's if that was measured. */
    static void bars(Path file, List<SequenceResult> results) throws IOException {
        Map<String, List<Double>> bars = new LinkedHashMap<>();
        double most = 0;
        for (SequenceResult result : results) {
            double thousands = result.rate().median() / 1000;
            bars.put(result.kind().label(), List.of(Math.round(thousands * 10) / 10.0));
            most = Math.max(most, thousands);
        }
        Traffic traffic = results.get(0).traffic();
        Chart.bars(
                file,
                "From Kafka through Flink",
                "thousands of events a second",
                List.of(String.format(
                        Locale.ROOT, "%,d users, %,d events each", traffic.users(), traffic.eventsPerUser())),
                bars,
                new Chart.Limit(String.format(Locale.ROOT, "fastest: %.0f", most), most));
    }

    /** Curves over the number of users. */
    static void byUsers(Path file, List<SequenceResult> results) throws IOException {
        curves(file, results, "users", Traffic::users);
    }

    /** Curves over the number of events a user. */
    static void byEventsPerUser(Path file, List<SequenceResult> results) throws IOException {
        curves(file, results, "events of a user", Traffic::eventsPerUser);
    }

    private static void curves(Path file, List<SequenceResult> results, String axis, ToIntFunction<Traffic> x)
            throws IOException {
        Map<String, SortedMap<Integer, Double>> curves = new LinkedHashMap<>();
        for (SequenceResult result : results) {
            curves.computeIfAbsent(result.kind().label(), kind -> new TreeMap<>())
                    .put(x.applyAsInt(result.traffic()), result.rate().median());
        }
        Chart.curves(file, "From Kafka through Flink", axis, RATE, curves);
    }
}
