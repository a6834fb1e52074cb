package io.millrace.model.float64.interaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.float64.Gradients;
import io.millrace.model.float64.Parameters;
import io.millrace.model.float64.Ranker;
import io.millrace.model.float64.WukongSizes;
import io.millrace.model.float64.kernel.Matrix;
import io.millrace.model.float64.optimizer.RowWiseAdaGrad;
import io.millrace.model.float64.row.Layout;
import io.millrace.model.float64.row.Table;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Gradients of a weighted sum of the logits against central differences, for every element of input and tensors. */
class InteractionGradientTest {
    private static final double STEP = 1e-6;
    private static final int REQUESTS = 3;
    private static final int UNITS = 5;
    private static final int TASKS = 2;
    private static final WukongSizes SIZES = new WukongSizes(3, 3, 4, 2, 2, List.of(5), List.of(7), false);

    private final SplittableRandom random = new SplittableRandom(11);
    private final Layout layout = new Layout(new RowWiseAdaGrad(1, 1e-8), new RowWiseAdaGrad(1, 1e-8));
    private final Matrix x = random(REQUESTS, UNITS * SIZES.unitWidth());
    private final Matrix cotangent = random(REQUESTS, TASKS);

    @ParameterizedTest
    @EnumSource
    void shouldBeTheDerivativeOfTheLogits(Ranker ranker) {
        InteractionModel model = ranker.create(layout, SIZES, UNITS, TASKS);
        Parameters parameters = new Parameters(layout.tables());
        for (Table table : layout.tables()) {
            fill(parameters.dense(table.id()), table.elements());
        }
        parameters.put(0, 0, parameters.dense(0).clone(), 0);
        Gradients gradients = new Gradients(layout.tables());
        model.forward(parameters, x);
        Matrix dx = copy(model.backward(parameters, gradients, copy(cotangent)));

        requireDerivatives("input", model, parameters, x.values(), dx.values(), x.rows() * x.columns());
        for (Table table : layout.tables()) {
            double[] tensor = parameters.dense(table.id());
            double[] gradient = gradients.dense(table.id());
            requireDerivatives(table.name(), model, parameters, tensor, gradient, table.elements());
        }
    }

    private void requireDerivatives(
            String name, InteractionModel model, Parameters parameters, double[] values, double[] actual, int count) {
        for (int i = 0; i < count; i++) {
            double value = values[i];
            values[i] = value + STEP;
            double above = sum(model, parameters);
            values[i] = value - STEP;
            double below = sum(model, parameters);
            values[i] = value;
            double expected = (above - below) / (2 * STEP);
            assertThat(actual[i])
                    .as(name + " element " + i)
                    .isCloseTo(expected, within(1e-7 + 1e-6 * Math.abs(expected)));
        }
    }

    /** What was packed of a tensor is packed anew, because a tensor is put in. */
    private double sum(InteractionModel model, Parameters parameters) {
        parameters.put(0, 0, parameters.dense(0).clone(), 0);
        Matrix logits = model.forward(parameters, x);
        double sum = 0;
        for (int b = 0; b < REQUESTS; b++) {
            for (int task = 0; task < TASKS; task++) {
                sum += cotangent.get(b, task) * logits.get(b, task);
            }
        }
        return sum;
    }

    private static Matrix copy(Matrix source) {
        Matrix copy = Matrix.of(new double[source.rows() * source.columns()], source.rows(), source.columns());
        copy.set(source);
        return copy;
    }

    private Matrix random(int rows, int columns) {
        double[] values = new double[rows * columns];
        fill(values, values.length);
        return Matrix.of(values, rows, columns);
    }

    private void fill(double[] values, int count) {
        for (int i = 0; i < count; i++) {
            values[i] = 1.6 * random.nextDouble() - 0.8;
        }
    }
}
