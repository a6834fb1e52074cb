package io.millrace.model.layer;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.row.Layout;
import java.util.ArrayList;
import java.util.List;

/** Linear layers with ReLU between them; the last output is linear. */
public final class Mlp {
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
            rectify(y);
            hidden.add(y);
        }
        return layers.get(layers.size() - 1).forward(parameters, y);
    }

    private static void rectify(Matrix x) {
        int size = x.rows() * x.columns();
        for (int i = 0; i < size; i++) {
            x.values()[i] = Math.max(0, x.values()[i]);
        }
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
                silence(hidden.get(i - 1), d);
            }
        }
        return d;
    }

    /** No gradient passes where the rectifier gave zero. */
    private static void silence(Matrix output, Matrix d) {
        int size = d.rows() * d.columns();
        for (int i = 0; i < size; i++) {
            if (output.values()[i] <= 0) {
                d.values()[i] = 0;
            }
        }
    }
}
