package io.millrace.model.interaction;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.layer.Linear;
import io.millrace.model.row.Layout;

/** One cross layer of DCN-V2 (arXiv 2008.13535, equation 1): {@code x' = x₀ ⊙ (W x + b) + x}, W: u·d × u·d. */
final class CrossLayer {
    private final int width;
    private final Linear linear;
    private final Scratch outputs = new Scratch();
    private final Scratch products = new Scratch();
    private Matrix first;
    private Matrix projected;

    /** Declares the tensors {@code <name>.W} and {@code <name>.b}. */
    CrossLayer(Layout layout, String name, int width) {
        this.width = width;
        this.linear = new Linear(layout, name + ".W", name + ".b", width, width);
    }

    /**
     * @param x0 the units, B × u·d; kept for the backward pass, not copied
     * @param x what the layer before made of them, or x0; kept as well
     * @return x', valid until the next call
     */
    Matrix forward(Parameters parameters, Matrix x0, Matrix x) {
        first = x0;
        projected = linear.forward(parameters, x);
        Matrix y = outputs.matrix(x.rows(), width);
        y.setProduct(first, projected);
        y.add(x);
        return y;
    }

    /**
     * @param dy d(loss)/dx'
     * @param dFirst d(loss)/dx₀, added to
     * @return d(loss)/dx but for what x₀ has its own gradient of, valid until the next call
     */
    Matrix backward(Parameters parameters, Gradients gradients, Matrix dy, Matrix dFirst) {
        Matrix product = products.matrix(dy.rows(), width);
        product.setProduct(dy, projected);
        dFirst.add(product);
        product.setProduct(dy, first);
        Matrix dx = linear.backward(parameters, gradients, product);
        dx.add(dy);
        return dx;
    }
}
