package io.millrace.model.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
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
    void shouldCutWhereItIsTold() {
        RankingMetrics metrics = new RankingMetrics(new int[] {1, 5, 200}, new int[] {2, 200});
        for (long rank : new long[] {1, 2, 6, 200, 201}) {
            metrics.add(rank);
        }
        double low = Math.log(2) / Math.log(7) + Math.log(2) / Math.log(201);
        double high = 1 + Math.log(2) / Math.log(3);
        assertThat(metrics.measures().keySet()).containsExactly("hr1", "hr5", "hr200", "ndcg2", "ndcg200");
        assertThat(metrics.measures())
                .containsEntry("hr1", 0.2)
                .containsEntry("hr5", 0.4)
                .containsEntry("hr200", 0.8);
        assertThat(metrics.measures().get("ndcg2")).isCloseTo(high / 5, within(1e-12));
        assertThat(metrics.measures().get("ndcg200")).isCloseTo((high + low) / 5, within(1e-12));
    }

    @Test
    void shouldRefuseCutsThatDoNotRiseFromOne() {
        for (int[] wrong : new int[][] {{0}, {-1, 10}, {10, 10}, {50, 10}}) {
            assertThatThrownBy(() -> new RankingMetrics(wrong, new int[0]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("cuts");
            assertThatThrownBy(() -> new RankingMetrics(new int[0], wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldNotMergeWhatWasCutElsewhere() {
        RankingMetrics other = new RankingMetrics(new int[] {10}, new int[] {10});
        assertThatThrownBy(() -> new RankingMetrics().merge(other))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("HR@[10, 50] NDCG@[10] and HR@[10] NDCG@[10]");
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
    void shouldReadTheBytesOfVersionOne() {
        String golden = "01" + "0300000000000000" + "0100000000000000" + "0200000000000000" + "000000000000f03f";
        RankingMetrics metrics = RankingMetrics.fromBytes(HexFormat.of().parseHex(golden));
        assertThat(metrics.measures()).isEqualTo(ofThree().measures());
        assertThat(metrics.count()).isEqualTo(3);
    }

    /** Written by version 2; never to be regenerated. */
    @Test
    void shouldKeepItsBytes() {
        String golden = "02" + "02000000" + "0a000000" + "32000000" + "01000000" + "0a000000" + "0300000000000000"
                + "0100000000000000" + "0200000000000000" + "000000000000f03f";
        assertThat(HexFormat.of().formatHex(ofThree().toBytes())).isEqualTo(golden);
        assertThat(RankingMetrics.fromBytes(HexFormat.of().parseHex(golden)).measures())
                .isEqualTo(ofThree().measures());
    }

    private static RankingMetrics ofThree() {
        RankingMetrics metrics = new RankingMetrics();
        metrics.add(1);
        metrics.add(20);
        metrics.add(60);
        return metrics;
    }

    @Test
    void shouldRefuseWhatItDoesNotKnow() {
        byte[] bytes = new RankingMetrics().toBytes();
        bytes[0] = 9;
        assertThatThrownBy(() -> RankingMetrics.fromBytes(bytes)).isInstanceOf(IllegalArgumentException.class);
        byte[] whole = new RankingMetrics().toBytes();
        for (int length = 0; length <= whole.length + 1; length++) {
            if (length != whole.length) {
                byte[] wrong = Arrays.copyOf(whole, length);
                assertThatThrownBy(() -> RankingMetrics.fromBytes(wrong)).isInstanceOf(IllegalArgumentException.class);
            }
        }
        byte[] endless = whole.clone();
        endless[4] = 0x7f;
        assertThatThrownBy(() -> RankingMetrics.fromBytes(endless)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RankingMetrics().add(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
