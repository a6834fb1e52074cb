package io.millrace.model.sasrec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.HstuSizes;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Layout;
import io.millrace.model.sequence.LayerCache;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values worked out by hand: D = 2, one head of width 1. */
class SasRecLayerTest {
    private static final HstuSizes SIZES = new HstuSizes(2, 1, 1, 1, 1, 8, 0);
    private static final float LN3 = (float) Math.log(3);

    private final Layout layout = new Layout(new RowWiseAdaGrad(1, 1e-8f), new RowWiseAdaGrad(1, 1e-8f));
    private final LayerCache cache = new LayerCache(SIZES);

    /** V = 1, 2 and 3; Q = 1, 1 and 2; K = 0, ln 3 and ln 3: weights 1; ¼, ¾; and 1/19, 9/19, 9/19. */
    @Test
    void shouldAttendToTokensBeforeAndACandidateToItselfToo() {
        SelfAttention attention = new SelfAttention(layout, "a", SIZES);
        Parameters parameters =
                parameters(Map.of("a.W", new float[] {1, 1, 0, 2, 1, LN3}, "a.Wo", new float[] {2, -1}));
        cache.reserve(2);
        Matrix x = Matrix.of(new float[] {1, 0, 0, 1, 1, 1}, 3, 2);
        Matrix y = attention.forward(parameters, x, 2, 0, cache);
        float o = 46 / 19f;
        assertThat(Arrays.copyOf(y.values(), 6))
                .containsExactly(new float[] {2, -1, 3.5f, -1.75f, 2 * o, -o}, within(1e-5f));
    }

    /** LN(3, 1) = (1, −1), V = 1, z = (4, 2), LN(z) = (1, −1), ReLU(1, −½) = (1, 0), y = z + (1, 2) + (0.1, 0.2). */
    @Test
    void shouldAddWhatBothPartsMakeOfNormalisedRows() {
        SasRecLayer layer = new SasRecLayer(layout, "a", SIZES);
        Parameters parameters = parameters(Map.of(
                "a.ln1.g", new float[] {1, 1},
                "a.W", new float[] {2, 1, 0, 1, 1, LN3},
                "a.Wo", new float[] {1, 1},
                "a.ln2.g", new float[] {1, 1},
                "a.ffn.W1", new float[] {1, 0, 0, 1},
                "a.ffn.b1", new float[] {0, 0.5f},
                "a.ffn.W2", new float[] {1, 5, 2, 7},
                "a.ffn.b2", new float[] {0.1f, 0.2f}));
        cache.reserve(1);
        Matrix y = layer.forward(parameters, Matrix.of(new float[] {3, 1}, 1, 2), 1, 0, cache, Dropout.NONE, 0);
        assertThat(Arrays.copyOf(y.values(), 2)).containsExactly(new float[] {5.1f, 4.2f}, within(1e-4f));
    }

    @Test
    void shouldLeaveTheRowAsItIsWhenAllThatIsAddedIsDropped() {
        SasRecLayer layer = new SasRecLayer(layout, "a", SIZES);
        Parameters parameters = parameters(Map.of(
                "a.ln1.b",
                new float[] {1, 1},
                "a.W",
                new float[] {2, 1, 0, 1, 1, LN3},
                "a.Wo",
                new float[] {1, 1},
                "a.ffn.b2",
                new float[] {1, 1}));
        Matrix x = Matrix.of(new float[] {3, 1}, 1, 2);
        Dropout all = new Dropout(0.9999999f, 1);
        cache.reserve(1);
        Matrix y = layer.forward(parameters, x, 1, 0, cache, all, 1);
        assertThat(Arrays.copyOf(y.values(), 2)).containsExactly(3, 1);
        cache.reserve(1);
        assertThat(layer.forward(parameters, x, 1, 0, cache, Dropout.NONE, 1).get(0, 0))
                .isEqualTo(7);
    }

    /** Tensors by name; others stay zero. */
    private Parameters parameters(Map<String, float[]> tensors) {
        Parameters parameters = new Parameters(layout.tables());
        layout.tables().stream()
                .filter(table -> tensors.containsKey(table.name()))
                .forEach(table -> parameters.put(table.id(), 0, tensors.get(table.name()), 0));
        return parameters;
    }
}
