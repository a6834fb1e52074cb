package io.millrace.pipeline.experiment.ml1m;

import io.millrace.model.metrics.RankingMetrics;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What is reported of one pass over all users.
 *
 * @param values in the order of {@link #NAMES}; NaN for what is not known
 */
record Measures(List<Double> values) {
    /** Columns, as in {@link RankingMetrics#measures}. */
    static final List<String> NAMES = List.of("hr10", "hr50", "hr200", "ndcg10", "ndcg200");

    /** Of what was not asked. */
    static final Measures NONE =
            new Measures(NAMES.stream().map(name -> Double.NaN).toList());

    /** Empty metrics of these measures. */
    static RankingMetrics metrics() {
        return new RankingMetrics(new int[] {10, 50, 200}, new int[] {10, 200});
    }

    static Measures of(RankingMetrics metrics) {
        Map<String, Double> measures = metrics.measures();
        return new Measures(NAMES.stream().map(measures::get).toList());
    }

    static Measures of(double... values) {
        return new Measures(Arrays.stream(values).boxed().toList());
    }

    double hr10() {
        return values.get(0);
    }

    /** Measure by measure, the mean of several. */
    static Measures mean(List<Measures> all) {
        return new Measures(IntStream.range(0, NAMES.size())
                .mapToObj(i -> all.stream()
                        .mapToDouble(measures -> measures.values.get(i))
                        .average()
                        .orElse(Double.NaN))
                .toList());
    }

    /** Measure by measure, the standard deviation of several, with n − 1 in the denominator. */
    static Measures deviation(List<Measures> all) {
        Measures mean = mean(all);
        List<Double> deviations = new ArrayList<>();
        for (int i = 0; i < NAMES.size(); i++) {
            double squares = 0;
            for (Measures measures : all) {
                double distance = measures.values.get(i) - mean.values.get(i);
                squares += distance * distance;
            }
            deviations.add(Math.sqrt(squares / (all.size() - 1)));
        }
        return new Measures(deviations);
    }
}
