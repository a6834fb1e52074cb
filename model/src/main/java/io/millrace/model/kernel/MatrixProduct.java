package io.millrace.model.kernel;

import io.millrace.model.kernel.Product.Shape;

/** Products of two matrices, of which the right one is packed on the way. Owns scratch memory. */
public final class MatrixProduct {
    private final Product product = Kernels.BEST.newProduct();
    private final Panels panels = new Panels();

    /** C += A·B with A: m × k, B: k × n, C: m × n. */
    public void add(Matrix a, Matrix b, Matrix c) {
        product.add(a, false, panels.pack(b), c, Shape.FULL, 0);
    }

    /** C += Aᵀ·B with A: k × m, B: k × n, C: m × n. */
    public void addTransposedLeft(Matrix a, Matrix b, Matrix c) {
        product.add(a, true, panels.pack(b), c, Shape.FULL, 0);
    }

    /** C += A·Bᵀ with A: m × k, B: n × k, C: m × n. */
    public void addTransposedRight(Matrix a, Matrix b, Matrix c) {
        product.add(a, false, panels.packTransposed(b), c, Shape.FULL, 0);
    }
}
