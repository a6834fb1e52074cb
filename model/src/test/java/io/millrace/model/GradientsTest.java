package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GradientsTest {
    private final Layout layout = new Layout(new RowWiseAdaGrad(1, 1e-8f), new RowWiseAdaGrad(1, 1e-8f));
    private final int dense = layout.vector("dense", Layout.BLOCK + 2, new Distribution.Constant(0));
    private final int rows = layout.embedding("rows", 2, new Distribution.Constant(0));
    private final Gradients gradients = new Gradients(layout.tables());

    @Test
    void shouldVisitBlocksThenRowsInTheOrderOfTheirFirstUse() {
        gradients.row(rows, 9);
        gradients.row(rows, -4);
        gradients.row(rows, 9);
        assertThat(visits()).containsExactly("0/0@0", "0/1@512", "1/9@0", "1/-4@0");
    }

    @Test
    void shouldAccumulateUntilItIsCleared() {
        gradients.dense(dense)[Layout.BLOCK + 1] = 2;
        gradients.row(rows, 9)[1] = 3;
        gradients.row(rows, 9)[0] += 6;
        assertThat(gradients.norm()).isCloseTo(7, within(1e-12));
        gradients.scale(0.5f);
        assertThat(gradients.row(rows, 9)).containsExactly(3, 1.5f);
        assertThat(gradients.norm()).isCloseTo(3.5, within(1e-12));
        gradients.clear();
        assertThat(gradients.norm()).isZero();
        assertThat(visits()).hasSize(2);
        assertThat(gradients.row(rows, 7)).containsExactly(0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 4, 5, 8, 13, 23})
    void shouldCountEveryElementOnceInTheNorm(int width) {
        Layout wide = new Layout(new RowWiseAdaGrad(1, 1e-8f), new RowWiseAdaGrad(1, 1e-8f));
        int table = wide.embedding("rows", width, new Distribution.Constant(0));
        Gradients of = new Gradients(wide.tables());
        double squares = 0;
        for (int row = 0; row < 2; row++) {
            for (int i = 0; i < width; i++) {
                of.row(table, row)[i] = 1 + row + i;
                squares += (1 + row + i) * (1 + row + i);
            }
        }
        assertThat(of.norm()).isCloseTo(Math.sqrt(squares), within(1e-12 * squares));
    }

    @Test
    void shouldHaveANormThatIsNotFiniteWhenAnElementIsNot() {
        gradients.row(rows, 9)[1] = Float.NaN;
        assertThat(gradients.norm()).isNaN();
        gradients.clear();
        gradients.dense(dense)[0] = Float.POSITIVE_INFINITY;
        assertThat(gradients.norm()).isInfinite();
    }

    @Test
    void shouldHoldParametersByBlockAndByRow() {
        Parameters parameters = new Parameters(layout.tables());
        float[] weights = new float[Layout.BLOCK + 1];
        weights[2] = 5;
        parameters.put(dense, 1, weights, 1);
        assertThat(parameters.dense(dense)).hasSize(2 * Layout.BLOCK);
        assertThat(parameters.dense(dense)[Layout.BLOCK + 1]).isEqualTo(5);
        parameters.put(rows, 9, new float[] {1, 2, 3}, 1);
        assertThat(parameters.row(rows, 9)).containsExactly(2, 3);

        parameters.clearRows();
        assertThatThrownBy(() -> parameters.row(rows, 9))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("row 9 of table rows");
        assertThat(parameters.dense(dense)[Layout.BLOCK + 1]).isEqualTo(5);
    }

    private List<String> visits() {
        List<String> visits = new ArrayList<>();
        gradients.forEach((table, row, values, offset) -> visits.add(table + "/" + row + "@" + offset));
        return visits;
    }
}
