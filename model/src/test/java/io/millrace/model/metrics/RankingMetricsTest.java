package io.millrace.model.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RankingMetricsTest {
    @Test
    void shouldCutAtTenAndFifty() {
        RankingMetrics metrics = new RankingMetrics();
        for (long rank : new long[] {1, 3, 10, 11, 50, 51}) {
            metrics.add(rank);
        }
        double gain = 1 + 0.5 + Math.log(2) / Math.log(11);
        assertThat(metrics.measures().get("hr10")).isEqualTo(0.5);
        assertThat(metrics.measures().get("hr50")).isCloseTo(5 / 6.0, within(1e-12));
        assertThat(metrics.measures().get("ndcg10")).isCloseTo(gain / 6, within(1e-12));
        assertThat(metrics.count()).isEqualTo(6);
    }

    @Test
    void shouldMeasureNothingOfNothing() {
        assertThat(new RankingMetrics().measures()).isEmpty();
    }

    @Test
    void shouldMerge() {
        RankingMetrics metrics = new RankingMetrics();
        metrics.add(1);
        RankingMetrics other = new RankingMetrics();
        other.add(100);
        metrics.merge(RankingMetrics.fromBytes(other.toBytes()));
        assertThat(metrics.measures()).containsEntry("hr10", 0.5).containsEntry("ndcg10", 0.5);
    }

    /** Written by version 1; never to be regenerated. */
    @Test
    void shouldKeepItsBytes() {
        RankingMetrics metrics = new RankingMetrics();
        metrics.add(1);
        metrics.add(20);
        metrics.add(60);
        String golden = "01" + "0300000000000000" + "0100000000000000" + "0200000000000000" + "000000000000f03f";
        assertThat(HexFormat.of().formatHex(metrics.toBytes())).isEqualTo(golden);
        assertThat(RankingMetrics.fromBytes(HexFormat.of().parseHex(golden)).measures())
                .isEqualTo(metrics.measures());
    }

    @Test
    void shouldRefuseWhatItDoesNotKnow() {
        byte[] bytes = new RankingMetrics().toBytes();
        bytes[0] = 9;
        assertThatThrownBy(() -> RankingMetrics.fromBytes(bytes)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> RankingMetrics.fromBytes(new byte[] {1})).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RankingMetrics().add(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
