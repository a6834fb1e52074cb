package io.millrace.model.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.optimizer.AdamW;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BirthTest {
    private final Layout layout =
            new Layout(new RowWiseAdaGrad(0.1f, 1e-8f), new AdamW(1e-3f, 0.9f, 0.98f, 1e-8f, 0, 0));

    @Test
    void shouldTellAMatrixOfOneRowFromAVector() {
        assertThat(table(layout.matrix("matrix", 1, 7, new Distribution.Constant(0)))
                        .columns())
                .isEqualTo(7);
        assertThat(table(layout.vector("vector", 7, new Distribution.Constant(0)))
                        .columns())
                .isEqualTo(Table.VECTOR);
    }

    @Test
    void shouldDependOnSeedTableAndRowAlone() {
        int first = layout.embedding("first", 16, new Distribution.Normal(1));
        int second = layout.embedding("second", 16, new Distribution.Normal(1));
        float[] born = born(first, 1, 42);
        assertThat(born(first, 1, 42)).isEqualTo(born);
        assertThat(born(first, 2, 42)).isNotEqualTo(born);
        assertThat(born(second, 1, 42)).isNotEqualTo(born);
        assertThat(born(first, 1, 43)).isNotEqualTo(born);
    }

    @Test
    void shouldComeWithSlotsOfZero() {
        int rows = layout.embedding("rows", 4, new Distribution.Constant(3));
        int dense = layout.vector("dense", 6, new Distribution.Constant(2));
        assertThat(born(rows, 1, 42)).containsExactly(3, 3, 3, 3, 0);
        assertThat(born(dense, 1, 0)).containsExactly(2, 2, 2, 2, 2, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    }

    @Test
    void shouldNotDependOnHowATensorIsCutIntoBlocks() {
        Initializer initializer = new DenseBlocks(new Distribution.Normal(1), 10);
        float[] whole = new float[12];
        initializer.fill(5, 3, 0, whole, 0, 12);
        float[] cut = new float[12];
        for (int block = 0; block < 3; block++) {
            initializer.fill(5, 3, block, cut, 4 * block, 4);
        }
        assertThat(cut).isEqualTo(whole);
        assertThat(whole[9]).isNotZero();
        assertThat(Arrays.copyOfRange(whole, 10, 12)).containsOnly(0);
    }

    @Test
    void shouldCutATensorIntoBlocksAndKeepASmallOneWhole() {
        Table large = table(layout.vector("large", 2 * Layout.BLOCK + 1, new Distribution.Constant(0)));
        assertThat(large.blocks()).isEqualTo(3);
        assertThat(large.storedWidth()).isEqualTo(3 * Layout.BLOCK);
        Table small = table(layout.vector("small", 7, new Distribution.Constant(0)));
        assertThat(small.blocks()).isEqualTo(1);
        assertThat(small.width()).isEqualTo(7);
        assertThat(table(layout.embedding("rows", 7, new Distribution.Constant(0)))
                        .blocks())
                .isZero();
    }

    @Test
    void shouldDrawNormalNumbers() {
        double[] moments = moments(new Distribution.Normal(0.5f));
        assertThat(moments[0]).isCloseTo(0, within(0.005));
        assertThat(moments[1]).isCloseTo(0.25, within(0.005));
        assertThat(moments[2]).isGreaterThan(1.5);
    }

    @Test
    void shouldTruncateAtTwoDeviations() {
        double[] moments = moments(new Distribution.TruncatedNormal(0.5f));
        assertThat(moments[0]).isCloseTo(0, within(0.005));
        // The variance of a standard normal within ±2 is 0.7737.
        assertThat(moments[1]).isCloseTo(0.25 * 0.7737, within(0.003));
        assertThat(moments[2]).isBetween(0.99, 1.0);
    }

    @Test
    void shouldGiveXavierItsVariance() {
        assertThat(moments(Distribution.xavier(30, 10))[1]).isCloseTo(0.05, within(0.002));
    }

    /** Never to change: rows that were never stored are born again by whoever reads an older model. */
    @Test
    void shouldDrawTheGoldenNumbers() {
        Distribution normal = new Distribution.Normal(1);
        float[] drawn = new float[4];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = normal.at(7, i);
        }
        assertThat(drawn).containsExactly(new float[] {0.5873277f, -1.0114771f, 1.1472617f, 1.7270287f}, within(1e-6f));
    }

    private Table table(int id) {
        return layout.tables().get(id);
    }

    private float[] born(int table, long seed, long row) {
        return Rows.born(table(table), seed, row).values;
    }

    /** Mean, variance and largest absolute value of many draws. */
    private static double[] moments(Distribution distribution) {
        int count = 200_000;
        double sum = 0;
        double squares = 0;
        double largest = 0;
        for (int i = 0; i < count; i++) {
            double value = distribution.at(99, i);
            sum += value;
            squares += value * value;
            largest = Math.max(largest, Math.abs(value));
        }
        return new double[] {sum / count, squares / count, largest};
    }
}
