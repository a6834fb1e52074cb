package io.millrace.model.interaction;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.WukongSizes;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.layer.Mlp;
import io.millrace.model.row.Layout;
import java.util.ArrayList;
import java.util.List;

/**
 * DCN-V2 (Wang et al., WWW 2021, arXiv 2008.13535, sections 3.2 to 3.4) in its stacked form: full-rank cross layers, as many
 * as there are layers, then an MLP with the head's hidden widths and an output per task.
 */
public final class DcnV2 implements InteractionModel {
    private final List<CrossLayer> layers = new ArrayList<>();
    private final Mlp head;
    private final Scratch firstGradients = new Scratch();

    /** Declares, layer by layer, the tensors {@code dcnv2.<layer>.*}, then those of {@code dcnv2.head}. */
    public DcnV2(Layout layout, WukongSizes sizes, int units, int tasks) {
        int width = units * sizes.unitWidth();
        for (int i = 0; i < sizes.layers().size(); i++) {
            layers.add(new CrossLayer(layout, "dcnv2." + i, width));
        }
        this.head = new Mlp(layout, "dcnv2.head", width, sizes.headHidden(), tasks);
    }

    @Override
    public Matrix forward(Parameters parameters, Matrix x) {
        Matrix crossed = x;
        for (CrossLayer layer : layers) {
            crossed = layer.forward(parameters, x, crossed);
        }
        return head.forward(parameters, crossed);
    }

    @Override
    public Matrix backward(Parameters parameters, Gradients gradients, Matrix dLogits) {
        Matrix d = head.backward(parameters, gradients, dLogits);
        Matrix dFirst = firstGradients.zeros(d.rows(), d.columns());
        for (int i = layers.size() - 1; i >= 0; i--) {
            d = layers.get(i).backward(parameters, gradients, d, dFirst);
        }
        d.add(dFirst);
        return d;
    }
}
