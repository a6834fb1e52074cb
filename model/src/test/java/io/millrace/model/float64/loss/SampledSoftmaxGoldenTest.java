package io.millrace.model.float64.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.model.float64.GoldenValues;
import io.millrace.model.float64.kernel.Matrix;
import org.junit.jupiter.api.Test;

class SampledSoftmaxGoldenTest {
    @Test
    void shouldMeetTheGoldenLossAndGradients() {
        JsonNode golden = GoldenValues.read("hstu.json").get("sampledSoftmax");
        int width = golden.get("width").intValue();
        SampledSoftmax softmax = new SampledSoftmax(golden.get("temperature").doubleValue());
        Matrix negatives = Matrix.of(new double[3 * width], 3, width);
        negatives.rows(0, 1).set(filled(width, 23));
        negatives.rows(1, 2).set(filled(width, 22));
        negatives.rows(2, 3).set(filled(width, 24));

        double loss =
                softmax.forward(filled(width, 21), filled(width, 22), negatives, (s, r) -> r == 1, new double[] {1});
        assertThat(loss).isCloseTo(golden.get("loss").doubleValue(), within(1e-9));

        Matrix dQuery = Matrix.of(new double[width], 1, width);
        Matrix dPositive = Matrix.of(new double[width], 1, width);
        Matrix dNegatives = Matrix.of(new double[3 * width], 3, width);
        softmax.backward(dQuery, dPositive, dNegatives);
        JsonNode expected = golden.get("grad");
        assertThat(dQuery.values()).containsExactly(GoldenValues.numbers(expected.get("q")), within(1e-9));
        assertThat(dPositive.values()).containsExactly(GoldenValues.numbers(expected.get("pos")), within(1e-9));
        for (int r = 0; r < 3; r++) {
            assertThat(GoldenValues.elements(dNegatives.rows(r, r + 1)))
                    .containsExactly(GoldenValues.numbers(expected.get("n" + r)), within(1e-9));
        }
    }

    private static Matrix filled(int width, int index) {
        double[] values = new double[width];
        GoldenValues.fill(values, 0.5, 1.91 * index);
        return Matrix.of(values, 1, width);
    }
}
