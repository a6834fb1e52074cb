package io.millrace.model.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.kernel.Product.Shape;
import io.millrace.model.kernel.vector.VectorKernels;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every implementation of the kernels gives the bits of the scalar one, which gives what the formulas say. */
class KernelsContractTest {
    private static final int SLACK = 3;

    private final Kernels scalar = new ScalarKernels();
    private final Kernels vector = new VectorKernels();
    private final SplittableRandom random = new SplittableRandom(17);

    static IntStream lengths() {
        return IntStream.of(0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 50, 127, 129);
    }

    @Test
    void shouldChooseTheVectorsWhereTheMachineHasThem() {
        assertThat(Kernels.BEST).isInstanceOf(VectorKernels.class);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void shouldGiveTheSameBitsInEveryLoop(int length) {
        agree(length, (kernels, a) -> kernels.add(a[0], 1, a[1], 2, length));
        agree(length, (kernels, a) -> kernels.addScaled(0.3f, a[0], 1, a[1], 2, length));
        agree(length, (kernels, a) -> kernels.multiply(a[0], 1, a[1], 2, a[2], 3, length));
        agree(length, (kernels, a) -> kernels.addProduct(a[0], 1, a[1], 2, a[2], 3, length));
        agree(length, (kernels, a) -> kernels.affine(a[0], 1, a[0], a[1], a[2], 3, length));
        agree(length, (kernels, a) -> kernels.scale(-1.7f, a[0], 1, length));
        agree(length, (kernels, a) -> a[2][0] = kernels.dot(a[0], 1, a[1], 2, length));
        agree(length, (kernels, a) -> a[2][0] = kernels.sum(a[0], 3, length));
        agree(length, (kernels, a) -> kernels.silu(a[0], 1, a[1], 2, length, 0.25f));
        agree(length, (kernels, a) -> kernels.sigmoid(a[0], 1, a[1], 2, length));
        agree(length, (kernels, a) -> kernels.drop(a[0], 1, length, 0x1234_5678_9ABC_DEF0L, 1 << 29, 1.25f));
        agreeOnAdam(length);
        agree(length, (kernels, a) -> kernels.rectify(a[0], 1, length));
        agree(length, (kernels, a) -> kernels.rectifyBackward(a[0], 1, a[1], 2, length));
        agree(length, (kernels, a) -> a[2][0] = kernels.max(a[0], 1, length));
        agree(length, (kernels, a) -> kernels.exp(a[0], 1, length, 0.5f));
        agree(length, (kernels, a) -> kernels.addNormalised(0.5f, 0.1f, 2, a[0], 1, a[1], 2, a[2], 3, length));
        if (length > 0) {
            agree(length, (kernels, a) -> a[2][0] = kernels.normalise(a[0], 1, a[1], 2, length, 1e-6f));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 1000, 65_535, 65_536, 3_000_000, Integer.MAX_VALUE})
    void shouldDrawTheSameNumbersBelowTheBound(int bound) {
        for (int count : new int[] {0, 1, 8, 1003}) {
            int[] expected = new int[1003];
            int[] actual = new int[1003];
            scalar.draw(expected, count, 0x1234_5678_9ABC_DEF0L, bound);
            vector.draw(actual, count, 0x1234_5678_9ABC_DEF0L, bound);
            assertThat(actual).isEqualTo(expected);
            assertThat(Arrays.stream(actual)).allMatch(draw -> draw >= 0 && draw < bound);
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void shouldPackTheSameRows(int columns) {
        for (int rows : new int[] {0, 1, 31, 33, 70}) {
            float[] source = randoms(2 + rows * (columns + 3));
            int depth = rows + 2;
            float[] expected = randoms((columns + Panels.WIDTH) * depth + 5);
            float[] actual = expected.clone();
            scalar.packRows(source, 2, columns + 3, rows, columns, expected, 5, depth * Panels.WIDTH);
            vector.packRows(source, 2, columns + 3, rows, columns, actual, 5, depth * Panels.WIDTH);
            assertThat(actual).isEqualTo(expected);
        }
    }

    private void agreeOnAdam(int width) {
        float[] expected = randoms(3 * width);
        for (int i = 2 * width; i < 3 * width; i++) {
            expected[i] = Math.abs(expected[i]);
        }
        float[] actual = expected.clone();
        float[] gradient = randoms(width + SLACK);
        scalar.adam(expected, width, gradient, 2, 0.9f, 0.99f, 0.01f, 1.5f, 1e-8f, 0.1f);
        vector.adam(actual, width, gradient, 2, 0.9f, 0.99f, 0.01f, 1.5f, 1e-8f, 0.1f);
        assertThat(actual).isEqualTo(expected);
    }

    private void agree(int length, BiConsumer<Kernels, float[][]> kernel) {
        float[][] expected = new float[3][];
        float[][] actual = new float[3][];
        for (int i = 0; i < 3; i++) {
            expected[i] = randoms(length + SLACK);
            actual[i] = expected[i].clone();
        }
        kernel.accept(scalar, expected);
        kernel.accept(vector, actual);
        assertThat(actual).isDeepEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void shouldGatherAndScatterToTheSameBits(int count) {
        int[] places = random.ints(count + SLACK, 0, 9).toArray();
        float[] factors = randoms(count + SLACK);
        for (int parts = 1; parts < 7; parts++) {
            int stride = Kernels.LANES * parts;
            float[] table = randoms(9 * stride);
            agree(
                    count + stride,
                    (kernels, a) -> kernels.gatherDots(
                            a[0], 2, table, stride, places, 1, count, a[1], 3, new float[Kernels.LANES * (count + 1)]));
            agree(
                    10 * stride,
                    (kernels, a) ->
                            kernels.scatterDots(factors, 1, a[0], a[1], 3, table, a[2], stride, places, 2, count));
        }
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void shouldAddUpWhatTheFormulasSay(int length) {
        float[] x = randoms(length);
        float[] y = randoms(length);
        double sum = 0;
        double dot = 0;
        for (int i = 0; i < length; i++) {
            sum += x[i];
            dot += (double) x[i] * y[i];
        }
        assertThat((double) scalar.sum(x, 0, length)).isCloseTo(sum, within(1e-5));
        assertThat((double) scalar.dot(x, 0, y, 0, length)).isCloseTo(dot, within(1e-5));
    }

    record Sizes(int m, int k, int n) {}

    static Stream<Sizes> sizes() {
        int[] some = {0, 1, 2, 3, 5, 7, 8, 13, 16, 17, 25, 31, 50, 64};
        SplittableRandom choice = new SplittableRandom(11);
        Stream<Sizes> small = Stream.generate(() -> new Sizes(
                        some[choice.nextInt(some.length)],
                        some[choice.nextInt(some.length)],
                        some[choice.nextInt(some.length)]))
                .limit(150);
        return Stream.concat(small, Stream.of(new Sizes(11, 600, 40), new Sizes(300, 257, 33)));
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void shouldMultiplyToTheSameBits(Sizes sizes) {
        multiply(random(sizes.m, sizes.k), false, random(sizes.k, sizes.n), Shape.FULL, 0);
        multiply(random(sizes.k, sizes.m), true, random(sizes.k, sizes.n), Shape.FULL, 0);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void shouldMultiplyTrianglesToTheSameBits(Sizes sizes) {
        int rows = sizes.m;
        for (int shift : new int[] {0, 1, 7, 18}) {
            multiply(random(rows, sizes.k), false, random(sizes.k, rows + shift), Shape.LOWER_RESULT, shift);
            Matrix lower = lower(rows, rows + shift, shift);
            Matrix right = random(rows + shift, sizes.n);
            Matrix product = multiply(lower, false, right, Shape.LOWER_FACTOR, shift);
            assertThat(elements(product)).isEqualTo(elements(multiply(lower, false, right, Shape.FULL, 0)));
        }
        Matrix lower = lower(rows, rows, 0);
        Matrix right = random(rows, sizes.n);
        Matrix product = multiply(lower, true, right, Shape.LOWER_FACTOR, 0);
        assertThat(elements(product)).isEqualTo(elements(multiply(lower, true, right, Shape.FULL, 0)));
    }

    @Test
    void shouldMakeTheWantedPartOfATriangleLikeTheWhole() {
        Matrix a = random(23, 9);
        Matrix b = random(9, 30);
        Matrix lower = multiply(a, false, b, Shape.LOWER_RESULT, 7);
        Matrix whole = multiply(a, false, b, Shape.FULL, 0);
        for (int i = 0; i < 23; i++) {
            for (int j = 0; j <= 7 + i; j++) {
                assertThat(lower.get(i, j)).isEqualTo(whole.get(i, j));
            }
        }
    }

    /** On top of what is there, by both implementations, whose whole arrays have to agree. */
    private Matrix multiply(Matrix a, boolean transposed, Matrix b, Shape shape, int shift) {
        Panels panels = new Panels().pack(b);
        int rows = transposed ? a.columns() : a.rows();
        int stride = (b.columns() + 2 * Panels.WIDTH) / Panels.WIDTH * Panels.WIDTH;
        float[] before = new float[rows * stride + 5];
        for (int i = 0; i < before.length; i++) {
            before[i] = i % 7 - 3;
        }
        Matrix expected = new Matrix().as(before.clone(), 2, rows, b.columns(), stride);
        Matrix actual = new Matrix().as(before.clone(), 2, rows, b.columns(), stride);
        scalar.newProduct().add(a, transposed, panels, expected, shape, shift);
        vector.newProduct().add(a, transposed, panels, actual, shape, shift);
        if (shape == Shape.LOWER_RESULT) {
            forgetWhatMayBeAnything(actual, shift, before);
        }
        assertThat(actual.values()).isEqualTo(expected.values());
        return actual;
    }

    /** Puts back what was there beyond the diagonal, where a product may leave something. */
    private static void forgetWhatMayBeAnything(Matrix lower, int shift, float[] before) {
        for (int row = 0; row < lower.rows(); row++) {
            int reach = shift + row + 1;
            int last = shift + Math.min(row + Product.BLOCK, lower.rows());
            int end = (last + Panels.WIDTH - 1) / Panels.WIDTH * Panels.WIDTH;
            System.arraycopy(before, lower.row(row) + reach, lower.values(), lower.row(row) + reach, end - reach);
        }
    }

    @Test
    void shouldLeaveNonFiniteElementsInTheirOwnColumns() {
        Matrix a = random(9, 5);
        a.values()[a.row(2) + 1] = Float.NaN;
        a.values()[a.row(8) + 1] = Float.POSITIVE_INFINITY;
        multiply(a, false, random(5, 18), Shape.FULL, 0);
    }

    @Test
    void shouldPackAFactorThatGrowsLikeOneThatIsWhole() {
        Matrix b = random(23, 37);
        Panels grown = new Panels().reserve(40, 64);
        grown.appendRows(b.rows(0, 9));
        grown.appendRows(b.rows(9, 20));
        grown.keepRows(5);
        grown.appendRows(b.rows(5, 23));
        assertThat(unpacked(grown)).isEqualTo(unpacked(new Panels().pack(b)));

        Panels wider = new Panels().reserve(37, 64);
        wider.appendColumns(b.rows(0, 9));
        wider.appendColumns(b.rows(9, 20));
        wider.keepColumns(5);
        wider.appendColumns(b.rows(5, 23));
        assertThat(unpacked(wider)).isEqualTo(unpacked(new Panels().packTransposed(b)));
    }

    private static float[] unpacked(Panels panels) {
        float[] values = new float[panels.inner() * (panels.columns() + Panels.WIDTH)];
        int end = (panels.columns() + Panels.WIDTH - 1) / Panels.WIDTH * Panels.WIDTH;
        int at = 0;
        for (int k = 0; k < panels.inner(); k++) {
            for (int n = 0; n < end; n++) {
                values[at++] = panels.values()[panels.place(k, n)];
            }
        }
        return values;
    }

    private float[] randoms(int length) {
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = 6 * (float) random.nextDouble() - 3;
        }
        return values;
    }

    private Matrix random(int rows, int columns) {
        int stride = columns + random.nextInt(4);
        int offset = random.nextInt(3);
        return new Matrix().as(randoms(offset + rows * stride + 1), offset, rows, columns, stride);
    }

    private Matrix lower(int rows, int columns, int shift) {
        Matrix matrix = random(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = shift + i + 1; j < columns; j++) {
                matrix.values()[matrix.row(i) + j] = 0;
            }
        }
        return matrix;
    }

    private static float[] elements(Matrix matrix) {
        float[] elements = new float[matrix.rows() * matrix.columns()];
        for (int r = 0; r < matrix.rows(); r++) {
            System.arraycopy(matrix.values(), matrix.row(r), elements, r * matrix.columns(), matrix.columns());
        }
        return elements;
    }
}
