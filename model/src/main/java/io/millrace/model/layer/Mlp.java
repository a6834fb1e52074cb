package io.millrace.model.layer;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.row.Layout;
import java.util.ArrayList;
import java.util.List;

/** Linear layers with ReLU between them; the last output is linear. */
public final class Mlp {
    private static final Kernels KERNELS = Kernels.BEST;

    private final List<Linear> layers = new ArrayList<>();
    private final List<Matrix> hidden = new ArrayList<>();

    /** Declares the tensors {@code <name>.W1, <name>.b1, <name>.W2, ...}. */
    public Mlp(Layout layout, String name, int inputs, List<Integer> hiddenWidths, int outputs) {
        List<Integer> widths = new ArrayList<>(hiddenWidths);
        widths.add(outputs);
        int from = inputs;
        for (int i = 0; i < widths.size(); i++) {
            String number = String.valueOf(i + 1);
            layers.add(new Linear(layout, name + ".W" + number, name + ".b" + number, from, widths.get(i)));
            from = widths.get(i);
        }
    }

    /**
     * @param x B × inputs; kept for the backward pass, not copied
     * @return B × outputs, valid until the next call
     */
    public Matrix forward(Parameters parameters, Matrix x) {
        hidden.clear();
        Matrix y = x;
        for (Linear layer : layers.subList(0, layers.size() - 1)) {
            y = layer.forward(parameters, y);
            KERNELS.rectify(y.values(), y.offset(), y.rows() * y.columns());
            hidden.add(y);
        }
        return layers.get(layers.size() - 1).forward(parameters, y);
    }

    /**
     * @param dy d(loss)/d(output), B × outputs
     * @return d(loss)/d(input), B × inputs, valid until the next call
     */
    public Matrix backward(Parameters parameters, Gradients gradients, Matrix dy) {
        Matrix d = dy;
        for (int i = layers.size() - 1; i >= 0; i--) {
            d = layers.get(i).backward(parameters, gradients, d);
            if (i > 0) {
                float[] output = hidden.get(i - 1).values();
                KERNELS.rectifyBackward(output, 0, d.values(), d.offset(), d.rows() * d.columns());
            }
        }
        return d;
    }
}
