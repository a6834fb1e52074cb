package io.millrace.model.wukong;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.TestingExamples;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Layout;
import io.millrace.model.row.Rows;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DenseUnitsTest {
    private static final ModelConfig CONFIG = TestingExamples.withNumbers();
    private static final int WIDTH = 2 * CONFIG.wukong().unitWidth();

    private final Layout layout = new Layout(new RowWiseAdaGrad(1, 1e-8f), new RowWiseAdaGrad(1, 1e-8f));
    private final DenseUnits units = new DenseUnits(layout, CONFIG);
    private final Parameters parameters = new Parameters(layout.tables());

    @Test
    void shouldSquashMagnitudesAndKeepSigns() {
        assertThat(DenseUnits.squashed(0)).isZero();
        assertThat(DenseUnits.squashed(1e-5f)).isCloseTo(1e-5f, within(1e-9f));
        assertThat(DenseUnits.squashed((float) Math.E - 1)).isCloseTo(1, within(1e-6f));
        assertThat(DenseUnits.squashed(1e6f)).isCloseTo(13.8155f, within(1e-3f));
        assertThat(DenseUnits.squashed(-1e6f)).isEqualTo(-DenseUnits.squashed(1e6f));
        assertThat(DenseUnits.squashed(-Float.MAX_VALUE)).isBetween(-89f, -88f);
    }

    /** W₁: 3 × 6, b₁ = 0, W₂: 8 × 3, b₂; all but a few elements are 0. */
    @Test
    void shouldFeedNumbersAndTheirPresenceToTheMlp() {
        // Hidden 0: squashed price + 2·(price is there); hidden 1: stock is there; hidden 2: −squashed age.
        put("wukong.dense.W1", 1, 2, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, -1, 0);
        put("wukong.dense.W2", 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1);
        put("wukong.dense.b2", 0, 0, 0, 0, 0, 0, 0, 0.5f);
        float e = (float) Math.E;
        Matrix x = forward(
                new float[] {e - 1, 0, 1 - e * e}, new float[] {Float.NaN, Float.NaN, 7}, new float[] {0, 5, Float.NaN
                });
        assertThat(row(x, 0)).containsExactly(new float[] {3, 1, 2, 0, 0, 0, 0, 6.5f}, within(1e-5f));
        assertThat(row(x, 1)).containsExactly(new float[] {0, 0, 0, 0, 0, 0, 0, 0.5f}, within(1e-6f));
        assertThat(row(x, 2)).containsExactly(new float[] {2, 1, 0, 0, 0, 0, 0, 3.5f}, within(1e-6f));
    }

    @Test
    void shouldTellAnAbsentNumberFromZero() {
        layout.tables().forEach(table -> parameters.put(table.id(), 0, Rows.born(table, 1, 0).values, 0));
        Matrix x = forward(new float[] {0, 0, 0}, new float[] {0, Float.NaN, 0});
        assertThat(row(x, 0)).isNotEqualTo(row(x, 1));
        assertThat(row(x, 1)).doesNotContain(Float.NaN);
    }

    /** Behind one unit of something else, which is not to be touched. */
    private Matrix forward(float[]... numbers) {
        Matrix all = Matrix.of(new float[numbers.length * (4 + WIDTH)], numbers.length, 4 + WIDTH);
        List<Request> requests = Arrays.stream(numbers)
                .map(dense -> new Request(1, 0, 0, new long[0], dense))
                .toList();
        units.forward(parameters, requests, all.columns(4, 4 + WIDTH));
        for (int b = 0; b < numbers.length; b++) {
            assertThat(Arrays.copyOf(row(all.columns(0, 4), b), 4)).containsOnly(0);
        }
        return all.columns(4, 4 + WIDTH);
    }

    private void put(String tensor, float... values) {
        layout.tables().stream()
                .filter(table -> table.name().equals(tensor))
                .forEach(table -> parameters.put(table.id(), 0, values, 0));
    }

    private static float[] row(Matrix matrix, int row) {
        return Arrays.copyOfRange(matrix.values(), matrix.row(row), matrix.row(row) + matrix.columns());
    }
}
