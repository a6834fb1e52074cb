package io.millrace.model.float64.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.model.float64.GoldenValues;
import io.millrace.model.float64.kernel.Matrix;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampledSoftmaxGoldenTest {
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldMeetTheGoldenLossAndGradients(boolean own) {
        JsonNode golden = GoldenValues.read("hstu.json").get("sampledSoftmax");
        int width = golden.get("width").intValue();
        SampledSoftmax softmax = new SampledSoftmax(golden.get("temperature").doubleValue());
        ItemSpace items = new ItemSpace(width);
        items.add(23, filled(width, 23).values(), 0);
        items.add(22, filled(width, 22).values(), 0);
        items.add(24, filled(width, 24).values(), 0);
        int[] positive = {items.add(22, filled(width, 22).values(), 0)};
        items.normalise();

        double loss = own
                ? softmax.forward(filled(width, 21), items, positive, new int[] {0, 1, 2}, 3, new double[] {1})
                : softmax.forwardShared(filled(width, 21), items, positive, 3, new double[] {1});
        assertThat(loss).isCloseTo(golden.get("loss").doubleValue(), within(1e-9));

        Matrix dQuery = Matrix.of(new double[width], 1, width);
        softmax.backward(dQuery);
        Matrix dItems = items.backward();
        JsonNode expected = golden.get("grad");
        assertThat(dQuery.values()).containsExactly(GoldenValues.numbers(expected.get("q")), within(1e-9));
        List<String> names = List.of("n0", "n1", "n2", "pos");
        for (int place = 0; place < 4; place++) {
            assertThat(GoldenValues.elements(dItems.rows(place, place + 1)))
                    .containsExactly(GoldenValues.numbers(expected.get(names.get(place))), within(1e-9));
        }
    }

    private static Matrix filled(int width, int index) {
        double[] values = new double[width];
        GoldenValues.fill(values, 0.5, 1.91 * index);
        return Matrix.of(values, 1, width);
    }
}
