package io.millrace.model.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.HexFormat;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class BinaryMetricsTest {
    @Test
    void shouldMeasureAHandfulOfPredictions() {
        BinaryMetrics metrics = new BinaryMetrics();
        metrics.add(0.9, true);
        metrics.add(0.2, false);
        metrics.add(0.6, false);
        metrics.add(0.4, true);
        double logLoss = -(Math.log(0.9) + Math.log(0.8) + Math.log(0.4) + Math.log(0.4)) / 4;
        Map<String, Double> measures = metrics.measures();
        assertThat(measures.get("logloss")).isCloseTo(logLoss, within(1e-12));
        assertThat(measures.get("baseRate")).isEqualTo(0.5);
        assertThat(measures.get("ne")).isCloseTo(logLoss / Math.log(2), within(1e-12));
        assertThat(measures.get("calibration")).isCloseTo(2.1 / 2, within(1e-12));
        assertThat(measures.get("auc")).isEqualTo(0.75);
        assertThat(metrics.count()).isEqualTo(4);
    }

    @Test
    void shouldCountTiesHalf() {
        BinaryMetrics metrics = new BinaryMetrics();
        metrics.add(0.3, true);
        metrics.add(0.3, false);
        metrics.add(0.1, false);
        assertThat(metrics.measures().get("auc")).isEqualTo(0.75);
        assertThat(metrics.aucErrorBound()).isEqualTo(0.25);
    }

    @Test
    void shouldLeaveOutWhatIsUndefined() {
        BinaryMetrics metrics = new BinaryMetrics();
        assertThat(metrics.measures()).isEmpty();
        metrics.add(0.3, false);
        assertThat(metrics.measures()).containsOnlyKeys("logloss", "baseRate");
        BinaryMetrics positive = new BinaryMetrics();
        positive.add(0.3, true);
        assertThat(positive.measures()).containsOnlyKeys("logloss", "baseRate", "calibration");
        assertThat(positive.measures()).containsEntry("calibration", 0.3).containsEntry("baseRate", 1.0);
    }

    @Test
    void shouldHaveAnEntropyOfOneForWhoeverAlwaysSaysTheBaseRate() {
        for (int positives : new int[] {1, 50, 999}) {
            BinaryMetrics metrics = new BinaryMetrics();
            for (int i = 0; i < 1_000; i++) {
                metrics.add(positives / 1_000.0, i < positives);
            }
            assertThat(metrics.measures().get("ne")).isCloseTo(1, within(1e-12));
            assertThat(metrics.measures().get("calibration")).isCloseTo(1, within(1e-12));
            assertThat(metrics.measures().get("auc")).isEqualTo(0.5);
        }
    }

    @Test
    void shouldSurviveCertaintyThatIsWrong() {
        BinaryMetrics metrics = new BinaryMetrics();
        metrics.add(0, true);
        metrics.add(1, false);
        assertThat(metrics.measures().get("logloss")).isCloseTo(-Math.log(1e-15), within(1e-9));
        assertThat(metrics.measures().get("auc")).isZero();
    }

    @Test
    void shouldRefuseWhatIsNoProbability() {
        for (double wrong : new double[] {-0.1, 1.1, Double.NaN}) {
            assertThatThrownBy(() -> new BinaryMetrics().add(wrong, true)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void shouldMergeIntoWhatOneWouldHaveSeenAlone() {
        BinaryMetrics all = new BinaryMetrics();
        BinaryMetrics left = new BinaryMetrics();
        BinaryMetrics right = new BinaryMetrics();
        SplittableRandom random = new SplittableRandom(4);
        for (int i = 0; i < 100; i++) {
            double probability = random.nextInt(1, 8) / 8.0;
            boolean label = random.nextBoolean();
            all.add(probability, label);
            (i % 3 == 0 ? left : right).add(probability, label);
        }
        left.merge(BinaryMetrics.fromBytes(right.toBytes()));
        assertThat(left.count()).isEqualTo(100);
        all.measures()
                .forEach((name, value) ->
                        assertThat(left.measures().get(name)).as(name).isCloseTo(value, within(1e-12)));
    }

    /** Written by version 1; never to be regenerated. */
    @Test
    void shouldKeepItsBytes() {
        BinaryMetrics metrics = new BinaryMetrics();
        metrics.add(0.5, true);
        metrics.add(0.5, false);
        String golden =
                "01" + "ef39fafe422ef63f" + "000000000000f03f" + "00080000" + "0100000000000000" + "0100000000000000";
        assertThat(HexFormat.of().formatHex(metrics.toBytes())).isEqualTo(golden);
        assertThat(BinaryMetrics.fromBytes(HexFormat.of().parseHex(golden)).measures())
                .isEqualTo(metrics.measures());
    }

    @Test
    void shouldRefuseBytesThatItDoesNotKnow() {
        byte[] bytes = new BinaryMetrics().toBytes();
        bytes[0] = 9;
        assertThatThrownBy(() -> BinaryMetrics.fromBytes(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version 9");
        assertThatThrownBy(() -> BinaryMetrics.fromBytes(new byte[] {1, 0}))
                .isInstanceOf(IllegalArgumentException.class);
        BinaryMetrics one = new BinaryMetrics();
        one.add(0.5, true);
        byte[] elsewhere = one.toBytes();
        elsewhere[17 + 2] = 1;
        assertThatThrownBy(() -> BinaryMetrics.fromBytes(elsewhere))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bucket");
    }
}
