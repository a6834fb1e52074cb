package io.millrace.model.float64.wukong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.model.float64.GoldenValues;
import io.millrace.model.float64.Gradients;
import io.millrace.model.float64.Parameters;
import io.millrace.model.float64.WukongSizes;
import io.millrace.model.float64.kernel.Matrix;
import io.millrace.model.float64.loss.BinaryCrossEntropy;
import io.millrace.model.float64.optimizer.RowWiseAdaGrad;
import io.millrace.model.float64.row.Layout;
import io.millrace.model.float64.row.Table;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WukongGoldenTest {
    static Stream<JsonNode> cases() {
        return StreamSupport.stream(
                GoldenValues.read("wukong.json").get("cases").spliterator(), false);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void shouldMeetTheGoldenValuesAndGradients(JsonNode golden) {
        int units = golden.get("n0").intValue();
        int width = golden.get("d").intValue();
        Layout layout = new Layout(new RowWiseAdaGrad(1, 1e-8), new RowWiseAdaGrad(1, 1e-8));
        Wukong wukong = new Wukong(layout, sizes(golden), units, 1);
        Parameters parameters = filled(golden, layout);
        double[] input = new double[units * width];
        GoldenValues.fill(input, 0.8, 1.3 * 99);
        Matrix x = Matrix.of(input, 1, units * width);

        assertThat(GoldenValues.elements(wukong.layer(0).interact(parameters, x)))
                .containsExactly(GoldenValues.numbers(golden.get("FM0")), within(1e-9));
        assertThat(GoldenValues.elements(wukong.layer(0).forward(parameters, x)))
                .containsExactly(GoldenValues.numbers(golden.get("out0")), within(1e-9));
        double logit = wukong.forward(parameters, x).get(0, 0);
        double label = golden.get("label").doubleValue();
        assertThat(logit).isCloseTo(golden.get("logit").doubleValue(), within(1e-9));
        assertThat(BinaryCrossEntropy.loss(logit, label))
                .isCloseTo(golden.get("loss").doubleValue(), within(1e-9));

        Gradients gradients = new Gradients(layout.tables());
        double[] slope = {BinaryCrossEntropy.gradient(logit, label)};
        Matrix dx = wukong.backward(parameters, gradients, Matrix.of(slope, 1, 1));
        assertThat(GoldenValues.elements(dx)).containsExactly(GoldenValues.numbers(golden.get("gradX")), within(1e-9));
        for (Table table : layout.tables()) {
            double[] gradient = Arrays.copyOf(gradients.dense(table.id()), table.elements());
            String name = golden.get("order").get(table.id()).textValue();
            assertThat(sums(gradient))
                    .as(name)
                    .containsExactly(GoldenValues.numbers(golden.get("gradSums").get(name)), within(1e-9));
        }
    }

    private static WukongSizes sizes(JsonNode golden) {
        return new WukongSizes(
                golden.get("d").intValue(),
                golden.get("layers").intValue(),
                golden.get("nF").intValue(),
                golden.get("nL").intValue(),
                golden.get("k").intValue(),
                List.of(golden.get("fmbHidden").get(0).intValue()),
                List.of(golden.get("headHidden").get(0).intValue()),
                false);
    }

    /** Our tensors are declared in the order in which the golden ones are listed. */
    private static Parameters filled(JsonNode golden, Layout layout) {
        assertThat(layout.tables()).hasSameSizeAs(golden.get("order"));
        Parameters parameters = new Parameters(layout.tables());
        for (Table table : layout.tables()) {
            boolean gain = golden.get("order").get(table.id()).textValue().endsWith("ln.g");
            double[] values = new double[table.elements()];
            GoldenValues.fill(values, gain ? 0.4 * 0.25 : 0.4, 1.3 * table.id());
            for (int i = 0; i < values.length; i++) {
                parameters.dense(table.id())[i] = values[i] + (gain ? 1 : 0);
            }
        }
        return parameters;
    }

    private static double[] sums(double[] values) {
        return new double[] {
            Arrays.stream(values).sum(), Arrays.stream(values).map(v -> v * v).sum(), values[0]
        };
    }
}
