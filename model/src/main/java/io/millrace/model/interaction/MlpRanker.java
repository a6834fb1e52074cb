package io.millrace.model.interaction;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.WukongSizes;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.layer.Mlp;
import io.millrace.model.row.Layout;

/** One MLP over all units: no interaction but those that ReLU makes. Its hidden widths are those of the head. */
public final class MlpRanker implements InteractionModel {
    private final Mlp mlp;

    /** Declares the tensors {@code mlp.*}. */
    public MlpRanker(Layout layout, WukongSizes sizes, int units, int tasks) {
        this.mlp = new Mlp(layout, "mlp", units * sizes.unitWidth(), sizes.headHidden(), tasks);
    }

    @Override
    public Matrix forward(Parameters parameters, Matrix x) {
        return mlp.forward(parameters, x);
    }

    @Override
    public Matrix backward(Parameters parameters, Gradients gradients, Matrix dLogits) {
        return mlp.backward(parameters, gradients, dLogits);
    }
}
