package io.millrace.model.hstu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.Gradients;
import io.millrace.model.HstuSizes;
import io.millrace.model.Parameters;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Layout;
import io.millrace.model.row.Table;
import io.millrace.model.sequence.LayerCache;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** That it does not matter how many rows are dealt with together. */
class PointwiseAttentionTest {
    private static final HstuSizes SIZES = new HstuSizes(6, 1, 2, 3, 2, 400, 0);
    /** As few as there can be: eight. */
    private static final int FEW = 1;

    private static final int ALL = Integer.MAX_VALUE;

    /** What a pass leaves. */
    private record Pass(float[] output, float[] dProjections, float[] dDistance, float[] dTime) {}

    private static float[] random(long seed, int length) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[length];
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble() - 0.5f;
        }
        return values;
    }

    private static Timeline timeline(int tokens, int candidates) {
        long[] seconds = new long[tokens];
        for (int i = 0; i < tokens; i++) {
            seconds[i] = 1_000L * i + i % 7;
        }
        Timeline timeline = new Timeline();
        timeline.set(
                new TokenSequence(new byte[tokens], new int[tokens + 1], new long[0], seconds, new long[0]),
                1_000L * tokens,
                0,
                candidates);
        return timeline;
    }

    private static Pass pass(int tokens, int candidates, int room) {
        Layout layout = new Layout(new RowWiseAdaGrad(1, 1e-8f), new RowWiseAdaGrad(1, 1e-8f));
        PointwiseAttention attention = new PointwiseAttention(layout, "a", SIZES, room);
        Parameters parameters = new Parameters(layout.tables());
        for (Table table : layout.tables()) {
            float[] weights = random(table.id(), table.width() * table.blocks());
            for (int block = 0; block < table.blocks(); block++) {
                parameters.put(table.id(), block, weights, block * table.width());
            }
        }
        int rows = tokens + candidates;
        Projections in = new Projections(SIZES);
        in.of(Matrix.of(random(5, rows * in.columns()), rows, in.columns()));
        int columns = SIZES.heads() * SIZES.valueWidth();
        Matrix output = Matrix.of(random(6, rows * columns), rows, columns);
        Matrix dOutput = Matrix.of(random(7, rows * columns), rows, columns);
        Projections d = new Projections(SIZES);
        Matrix dProjections = Matrix.of(new float[rows * d.columns()], rows, d.columns());
        Gradients gradients = new Gradients(layout.tables());
        // Twice: nothing of one pass is left for the next.
        for (int pass = 0; pass < 2; pass++) {
            LayerCache cache = new LayerCache(SIZES);
            cache.reserve(tokens);
            attention.forward(parameters, timeline(tokens, candidates), in, cache, output);
            dProjections.clear();
            gradients.clear();
            attention.backward(gradients, dOutput, in, d.of(dProjections));
        }
        return new Pass(output.values(), dProjections.values(), gradients.dense(0), gradients.dense(1));
    }

    private static void assertSimilar(float[] actual, float[] expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < actual.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], within(2e-5f));
        }
    }

    @ParameterizedTest
    @CsvSource({"1,0", "7,0", "8,2", "9,1", "40,0", "100,3", "257,0", "390,5"})
    void shouldGiveTheSameOutputFewRowsAtATimeToTheBit(int tokens, int candidates) {
        assertThat(pass(tokens, candidates, FEW).output).isEqualTo(pass(tokens, candidates, ALL).output);
    }

    @ParameterizedTest
    @CsvSource({"1,0", "7,0", "8,2", "9,1", "40,0", "100,3", "257,0", "390,5"})
    void shouldGiveTheSameGradientsFewRowsAtATime(int tokens, int candidates) {
        Pass few = pass(tokens, candidates, FEW);
        Pass all = pass(tokens, candidates, ALL);
        assertSimilar(few.dProjections, all.dProjections);
        assertSimilar(few.dDistance, all.dDistance);
        assertSimilar(few.dTime, all.dTime);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16, 17, 32, 256, 500, 512, 1024})
    void shouldHaveRoomForWholePanelsInRowsThatAreNoPowerOfTwoApart(int tokens) {
        int stride = timeline(tokens, 1).stride();
        assertThat(stride).isGreaterThanOrEqualTo(tokens);
        assertThat(stride / Panels.WIDTH % 2).isEqualTo(1);
        assertThat(stride % Panels.WIDTH).isZero();
    }
}
