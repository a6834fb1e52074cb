package io.millrace.model.float64.hstu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.model.float64.GoldenValues;
import io.millrace.model.float64.Gradients;
import io.millrace.model.float64.HstuSizes;
import io.millrace.model.float64.Parameters;
import io.millrace.model.float64.input.TokenSequence;
import io.millrace.model.float64.kernel.Dropout;
import io.millrace.model.float64.kernel.Matrix;
import io.millrace.model.float64.optimizer.RowWiseAdaGrad;
import io.millrace.model.float64.row.Layout;
import io.millrace.model.float64.row.Table;
import io.millrace.model.float64.sequence.LayerCache;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HstuLayerGoldenTest {
    static Stream<JsonNode> cases() {
        return StreamSupport.stream(GoldenValues.read("hstu.json").get("layer").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldMeetTheGoldenValuesAndGradients(JsonNode golden) {
        int history = golden.get("history").intValue();
        int candidates = golden.get("candidates").intValue();
        int width = golden.get("D").intValue();
        Layout layout = new Layout(new RowWiseAdaGrad(1, 1e-8), new RowWiseAdaGrad(1, 1e-8));
        HstuLayer layer = new HstuLayer(
                layout,
                "layer",
                new HstuSizes(
                        width,
                        1,
                        golden.get("heads").intValue(),
                        golden.get("dqk").intValue(),
                        golden.get("dv").intValue(),
                        golden.get("N").intValue(),
                        0));
        Parameters parameters = new Parameters(layout.tables());
        int fillIndex = golden.get("fillIndexOfX").intValue();
        Matrix x = filled(history + candidates, width, fillIndex);
        for (Table table : layout.tables()) {
            fillIndex++;
            System.arraycopy(
                    filled(1, table.elements(), fillIndex).values(),
                    0,
                    parameters.dense(table.id()),
                    0,
                    table.elements());
        }

        LayerCache cache = layer.newCache();
        cache.reserve(history);
        Matrix y = layer.forward(parameters, x, timeline(golden, candidates), cache, Dropout.NONE, 0);
        assertThat(GoldenValues.elements(y)).containsExactly(GoldenValues.numbers(golden.get("y")), within(1e-9));

        Gradients gradients = new Gradients(layout.tables());
        Matrix cotangent = filled(
                history + candidates, width, golden.get("cotangentFillIndex").intValue());
        Matrix dx = layer.backward(parameters, gradients, cotangent);
        JsonNode expected = golden.get("grad");
        assertThat(GoldenValues.elements(dx)).containsExactly(GoldenValues.numbers(expected.get("x")), within(1e-9));
        List<String> names = List.of("W", "Wo", "bo", "P", "T");
        for (Table table : layout.tables()) {
            double[] gradient = Arrays.copyOf(gradients.dense(table.id()), table.elements());
            assertThat(gradient)
                    .as(table.name())
                    .containsExactly(GoldenValues.numbers(expected.get(names.get(table.id()))), within(1e-9));
        }
    }

    private static Timeline timeline(JsonNode golden, int candidates) {
        long[] seconds = StreamSupport.stream(golden.get("times").spliterator(), false)
                .mapToLong(JsonNode::longValue)
                .toArray();
        long request = golden.get("requestTime").longValue();
        int history = golden.get("history").intValue();
        byte[] kinds = new byte[history];
        Arrays.fill(kinds, TokenSequence.EVENT);
        Timeline timeline = new Timeline();
        timeline.set(
                new TokenSequence(kinds, new int[history + 1], new long[history], seconds, new long[0]),
                request,
                0,
                candidates);
        return timeline;
    }

    private static Matrix filled(int rows, int columns, int index) {
        double[] values = new double[rows * columns];
        GoldenValues.fill(values, 0.5, 1.91 * index);
        return Matrix.of(values, rows, columns);
    }
}
