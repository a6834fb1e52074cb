package io.millrace.pipeline.experiment.ml1m;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.metrics.RankingMetrics;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuresTest {
    @Test
    void shouldBeWhatOneGetsByHand() {
        RankingMetrics metrics = Measures.metrics();
        for (int rank : new int[] {1, 3, 11, 100, 201}) {
            metrics.add(rank);
        }
        // 1/log2(2) = 1, 1/log2(4) = 0.5, 1/log2(12) = 0.278943, 1/log2(101) = 0.150190.
        assertThat(Measures.of(metrics).values().stream()
                        .mapToDouble(value -> value)
                        .toArray())
                .containsExactly(new double[] {2 / 5.0, 3 / 5.0, 4 / 5.0, 1.5 / 5, 1.929133 / 5}, within(1e-6));
    }

    @Test
    void shouldGiveMeanAndDeviationOfSeeds() {
        List<Measures> seeds = List.of(Measures.of(.1, .2, .3, .4, .5), Measures.of(.3, .2, .3, .4, .9));
        assertThat(doubles(Measures.mean(seeds))).containsExactly(new double[] {.2, .2, .3, .4, .7}, within(1e-12));
        assertThat(doubles(Measures.deviation(seeds)))
                .containsExactly(new double[] {Math.sqrt(.02), 0, 0, 0, Math.sqrt(.08)}, within(1e-12));
    }

    private static double[] doubles(Measures measures) {
        return measures.values().stream().mapToDouble(value -> value).toArray();
    }
}
