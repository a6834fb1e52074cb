package io.millrace.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MatrixProductTest {
    private static final int[] SIZES = {1, 2, 3, 4, 5, 7, 8, 9, 16, 33};

    private final SplittableRandom random = new SplittableRandom(5);
    private final MatrixProduct product = new MatrixProduct();

    static Stream<Arguments> shapes() {
        SplittableRandom sizes = new SplittableRandom(11);
        return Stream.generate(() -> Arguments.of(
                        SIZES[sizes.nextInt(SIZES.length)],
                        SIZES[sizes.nextInt(SIZES.length)],
                        SIZES[sizes.nextInt(SIZES.length)]))
                .limit(60);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shouldAddTheProductToWhatIsThere(int m, int k, int n) {
        Matrix a = random(m, k);
        Matrix b = random(k, n);
        Matrix c = random(m, n);
        float[] before = c.values().clone();
        product.add(a, b, c);
        verify(a, b, before, c);
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void shouldMultiplyByTheTransposeOnEitherSide(int m, int k, int n) {
        Matrix a = random(m, k);
        Matrix b = random(k, n);
        Matrix c = random(m, n);
        float[] before = c.values().clone();
        product.addTransposedLeft(transposed(a), b, c);
        verify(a, b, before, c);

        Matrix d = new Matrix().as(before.clone(), c.offset(), m, n, c.stride());
        product.addTransposedRight(a, transposed(b), d);
        verify(a, b, before, d);
    }

    @Test
    void shouldGiveARowTheSameBitsWhateverStandsBesideIt() {
        Matrix a = random(9, 13);
        Matrix b = random(13, 21);
        Matrix all = zeros(9, 21);
        product.add(a, b, all);
        for (int r = 0; r < 9; r++) {
            Matrix alone = zeros(1, 21);
            product.add(a.rows(r, r + 1), b, alone);
            for (int c = 0; c < 21; c++) {
                assertThat(alone.get(0, c)).isEqualTo(all.get(r, c));
            }
        }
    }

    @Test
    void shouldForgetALargerProductBeforeASmallerOne() {
        Matrix poisoned = random(9, 9);
        poisoned.values()[poisoned.row(8)] = Float.NaN;
        product.add(random(9, 9), poisoned, zeros(9, 9));
        Matrix a = random(3, 5);
        Matrix b = random(5, 3);
        Matrix c = random(3, 3);
        float[] before = c.values().clone();
        product.add(a, b, c);
        verify(a, b, before, c);
    }

    /** A view into a larger array, filled all over, so that a wrong index is seen. */
    private Matrix random(int rows, int columns) {
        int stride = columns + random.nextInt(3);
        int offset = random.nextInt(4);
        float[] values = new float[offset + rows * stride];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextDouble() - 0.5f;
        }
        return new Matrix().as(values, offset, rows, columns, stride);
    }

    private static Matrix zeros(int rows, int columns) {
        return Matrix.of(new float[rows * columns], rows, columns);
    }

    private Matrix transposed(Matrix matrix) {
        Matrix result = random(matrix.columns(), matrix.rows());
        for (int r = 0; r < matrix.rows(); r++) {
            for (int c = 0; c < matrix.columns(); c++) {
                result.values()[result.row(c) + r] = matrix.get(r, c);
            }
        }
        return result;
    }

    /** Every element against a sum in double precision, and every element outside the view unchanged. */
    private static void verify(Matrix a, Matrix b, float[] before, Matrix c) {
        float[] untouched = c.values().clone();
        for (int i = 0; i < c.rows(); i++) {
            for (int j = 0; j < c.columns(); j++) {
                double expected = before[c.row(i) + j];
                for (int k = 0; k < b.rows(); k++) {
                    expected += (double) a.get(i, k) * b.get(k, j);
                }
                assertThat((double) c.get(i, j)).isCloseTo(expected, within(1e-7 * (1 + b.rows())));
                untouched[c.row(i) + j] = before[c.row(i) + j];
            }
        }
        assertThat(untouched).isEqualTo(before);
    }
}
