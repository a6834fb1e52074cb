package io.millrace.model.wukong;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.WukongSizes;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.layer.AffineLayerNorm;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import org.junit.jupiter.api.Test;

/** Rows drawn too small vanish in the first layer's norm, whose ε then outweighs their variance (MATH §4). */
class FirstInteractionTest {
    private static final int UNITS = 10;
    private static final WukongSizes SIZES = ModelConfig.defaults().wukong();
    private static final WukongSizes.Layer LAYER = SIZES.layers().get(0);

    @Test
    void shouldBeOfOrderOneAtBirthWithTheRowsThatWeDraw() {
        assertThat(spreadOfFmbInput(0.1f)).isBetween(0.9, 1.1);
    }

    @Test
    void shouldVanishWithRowsThatAreDrawnTooSmall() {
        assertThat(spreadOfFmbInput(1e-4f)).isLessThan(0.01);
    }

    /** The root mean square of what the first factorisation block's MLP is given. */
    private static double spreadOfFmbInput(float deviation) {
        Layout layout = new Layout(new RowWiseAdaGrad(1, 1e-8f), new RowWiseAdaGrad(1, 1e-8f));
        int rows = layout.embedding("rows", SIZES.unitWidth(), new Distribution.Normal(deviation));
        WukongLayer layer = new WukongLayer(layout, "layer", UNITS, SIZES.unitWidth(), LAYER);
        AffineLayerNorm norm = new AffineLayerNorm(layout, "norm", UNITS * LAYER.rank());
        Parameters parameters = new Parameters(layout.tables());
        for (Table table : layout.tables()) {
            for (int block = 0; block < table.blocks(); block++) {
                parameters.put(table.id(), block, Rows.born(table, 1, block).values, 0);
            }
        }
        Matrix x = Matrix.of(new float[UNITS * SIZES.unitWidth()], 1, UNITS * SIZES.unitWidth());
        for (int unit = 0; unit < UNITS; unit++) {
            float[] row = Rows.born(layout.tables().get(rows), 1, unit).values;
            System.arraycopy(row, 0, x.values(), unit * SIZES.unitWidth(), SIZES.unitWidth());
        }
        Matrix input = norm.forward(parameters, layer.interact(parameters, x));
        double squares = 0;
        for (int i = 0; i < input.columns(); i++) {
            squares += input.get(0, i) * input.get(0, i);
        }
        return Math.sqrt(squares / input.columns());
    }
}
