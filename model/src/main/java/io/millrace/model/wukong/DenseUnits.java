package io.millrace.model.wukong;

import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.WukongSizes;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.layer.Mlp;
import io.millrace.model.row.Layout;
import java.util.List;

/**
 * Units from numbers (MATH §4): an MLP from the dense features of a request to one or more units.
 *
 * <p>Each number makes two inputs: {@code sign(x)·ln(1 + |x|)}, by which a million comes in as 13.8 and what is small stays
 * as it is; and 1. A number that is absent makes 0 and 0, so that the MLP can tell it from the number 0.
 */
final class DenseUnits {
    private static final int INPUTS = 2;

    private final int numbers;
    private final int count;
    private final Mlp mlp;
    private final Scratch inputs = new Scratch();

    /**
     * Declares the tensors {@code wukong.dense.*}.
     *
     * @param config with at least one dense feature
     */
    DenseUnits(Layout layout, ModelConfig config) {
        WukongSizes.Dense sizes = config.wukong().dense();
        this.numbers = config.denseFeatures().size();
        this.count = sizes.units();
        int outputs = count * config.wukong().unitWidth();
        this.mlp = new Mlp(layout, "wukong.dense", INPUTS * numbers, sizes.hidden(), outputs);
    }

    int count() {
        return count;
    }

    /**
     * Writes the units to {@code x}, B × count·d.
     *
     * @throws IllegalArgumentException if a request does not have as many numbers as there are dense features
     */
    void forward(Parameters parameters, List<Request> requests, Matrix x) {
        Matrix in = inputs.zeros(requests.size(), INPUTS * numbers);
        for (int b = 0; b < requests.size(); b++) {
            float[] dense = requests.get(b).dense();
            if (dense.length != numbers) {
                throw new IllegalArgumentException(
                        "a request has " + dense.length + " dense features, but " + numbers + " are configured");
            }
            for (int i = 0; i < numbers; i++) {
                if (!Float.isNaN(dense[i])) {
                    int at = in.row(b) + INPUTS * i;
                    in.values()[at] = squashed(dense[i]);
                    in.values()[at + 1] = 1;
                }
            }
        }
        x.set(mlp.forward(parameters, in));
    }

    static float squashed(float number) {
        return (float) Math.copySign(Math.log1p(Math.abs(number)), number);
    }

    /** Adds the gradients of the MLP's tensors, given d(loss)/d(units), B × count·d. */
    void backward(Parameters parameters, Gradients gradients, Matrix dx) {
        mlp.backward(parameters, gradients, dx);
    }
}
