package io.millrace.model.sasrec;

import io.millrace.model.Gradients;
import io.millrace.model.HstuSizes;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.layer.AffineLayerNorm;
import io.millrace.model.layer.Mlp;
import io.millrace.model.row.Layout;
import io.millrace.model.sequence.LayerCache;
import java.util.List;

/**
 * One layer of SASRec (arXiv 1808.09781, equations 2 to 7):
 *
 * <pre>
 * z = x + Dropout(SelfAttention(LN(x))), y = z + Dropout(W₂ ReLU(W₁ LN(z) + b₁) + b₂)
 * </pre>
 *
 * <p>W₁, W₂: D × D. Both norms affine, ε = 1e-5. As the paper's text has it, queries, keys and values are all made of the
 * normalised rows, and what is added is the row itself; the authors' program normalises only queries, and adds those.
 */
final class SasRecLayer {
    private final AffineLayerNorm attentionNorm;
    private final SelfAttention attention;
    private final AffineLayerNorm feedForwardNorm;
    private final Mlp feedForward;
    private final Scratch sums = new Scratch();
    private final Scratch outputs = new Scratch();
    private final Scratch branches = new Scratch();
    private final Scratch sumGradients = new Scratch();
    private final Scratch inputGradients = new Scratch();
    private Dropout dropout = Dropout.NONE;
    private int stream;

    /** Declares the layer's tensors: ln1.g, ln1.b, W, Wo, ln2.g, ln2.b, ffn.W1, ffn.b1, ffn.W2, ffn.b2. */
    SasRecLayer(Layout layout, String name, HstuSizes sizes) {
        int width = sizes.width();
        this.attentionNorm = new AffineLayerNorm(layout, name + ".ln1", width);
        this.attention = new SelfAttention(layout, name, sizes);
        this.feedForwardNorm = new AffineLayerNorm(layout, name + ".ln2", width);
        this.feedForward = new Mlp(layout, name + ".ffn", width, List.of(width), width);
    }

    /**
     * @param x L × D: the tokens that are not done, then the candidates
     * @param history H
     * @param done how many tokens at the beginning have no rows
     * @param cache of the tokens that are done; the others are added to it
     * @param drop {@link Dropout#NONE} unless training
     * @param dropoutStream of the dropout: this one and the next are used
     * @return y, L × D, valid until the next call
     */
    Matrix forward(
            Parameters parameters, Matrix x, int history, int done, LayerCache cache, Dropout drop, int dropoutStream) {
        dropout = drop;
        stream = dropoutStream;
        Matrix attended = attention.forward(parameters, attentionNorm.forward(parameters, x), history, done, cache);
        Matrix z = sum(sums, x, attended, stream);
        Matrix fed = feedForward.forward(parameters, feedForwardNorm.forward(parameters, z));
        return sum(outputs, z, fed, stream + 1);
    }

    private Matrix sum(Scratch scratch, Matrix x, Matrix branch, int dropoutStream) {
        dropout.apply(dropoutStream, branch);
        Matrix sum = scratch.matrix(x.rows(), x.columns());
        sum.set(x);
        sum.add(branch);
        return sum;
    }

    /**
     * Adds the gradients of the layer's tensors; for a forward pass with neither candidates nor tokens that were done.
     *
     * @param dy d(loss)/dy, H × D
     * @return d(loss)/dx, H × D, valid until the next call
     */
    Matrix backward(Parameters parameters, Gradients gradients, Matrix dy) {
        Matrix dFed = feedForward.backward(parameters, gradients, branch(dy, stream + 1));
        Matrix dz = sumGradients.matrix(dy.rows(), dy.columns());
        dz.set(dy);
        dz.add(feedForwardNorm.backward(parameters, gradients, dFed));
        Matrix dAttended = attention.backward(parameters, gradients, branch(dz, stream));
        Matrix dx = inputGradients.matrix(dy.rows(), dy.columns());
        dx.set(dz);
        dx.add(attentionNorm.backward(parameters, gradients, dAttended));
        return dx;
    }

    /** The part of a gradient that goes through dropout, in memory of its own. */
    private Matrix branch(Matrix d, int dropoutStream) {
        Matrix branch = branches.matrix(d.rows(), d.columns());
        branch.set(d);
        dropout.apply(dropoutStream, branch);
        return branch;
    }
}
