package io.millrace.model.interaction;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.WukongSizes;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.layer.DenseMatrix;
import io.millrace.model.layer.Linear;
import io.millrace.model.layer.Mlp;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;

/**
 * DeepFM (Guo et al., IJCAI 2017, arXiv 1703.04247, section 2): for task t
 *
 * <pre>
 * logit_t = ⟨w_t, x⟩ + b_t + g_t·Σ_{i<j} ⟨x_i, x_j⟩ + MLP_t(x)
 * </pre>
 *
 * <p>The deep part has the head's hidden widths. Where the paper gives every feature a weight of its own for the first
 * order, here it is linear in the units, for units that come from the sequence model have no such weight. The paper has one
 * task, and g = 1; here tasks share the units but not what the pairs say of them, and g is born as {@code 1/(u·√d)}, which
 * keeps the first logits of order one whatever the units.
 */
public final class DeepFm implements InteractionModel {
    private final Linear linear;
    private final DenseMatrix gain;
    private final PairwiseProducts pairs;
    private final Mlp deep;
    private final Scratch pairGradients = new Scratch();
    private Matrix products;

    /** Declares the tensors {@code deepfm.w, deepfm.b, deepfm.g} and those of {@code deepfm.deep}. */
    public DeepFm(Layout layout, WukongSizes sizes, int units, int tasks) {
        int width = units * sizes.unitWidth();
        float born = (float) (1 / (units * Math.sqrt(sizes.unitWidth())));
        this.linear = new Linear(layout, "deepfm.w", "deepfm.b", width, tasks);
        this.gain = new DenseMatrix(layout, "deepfm.g", 1, tasks, new Distribution.Constant(born));
        this.pairs = new PairwiseProducts(units, sizes.unitWidth());
        this.deep = new Mlp(layout, "deepfm.deep", width, sizes.headHidden(), tasks);
    }

    @Override
    public Matrix forward(Parameters parameters, Matrix x) {
        Matrix logits = linear.forward(parameters, x);
        products = pairs.forward(x);
        gain.multiply(parameters, products, logits);
        logits.add(deep.forward(parameters, x));
        return logits;
    }

    @Override
    public Matrix backward(Parameters parameters, Gradients gradients, Matrix dLogits) {
        Matrix dx = linear.backward(parameters, gradients, dLogits);
        gain.addGradient(gradients, products, dLogits);
        Matrix dProducts = pairGradients.zeros(dLogits.rows(), 1);
        gain.multiplyTransposed(parameters, dLogits, dProducts);
        pairs.backward(dProducts, dx);
        dx.add(deep.backward(parameters, gradients, dLogits));
        return dx;
    }
}
