package io.millrace.model.wukong;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.WukongSizes;
import io.millrace.model.interaction.InteractionModel;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.layer.Mlp;
import io.millrace.model.row.Layout;
import java.util.ArrayList;
import java.util.List;

/** A stack of layers over given units, then one MLP with an output per task. */
public final class Wukong implements InteractionModel {
    private final List<WukongLayer> layers = new ArrayList<>();
    private final Mlp head;

    /** Declares, layer by layer, the tensors {@code wukong.<layer>.*}, then those of {@code wukong.head}. */
    public Wukong(Layout layout, WukongSizes sizes, int units, int tasks) {
        int in = units;
        for (int i = 0; i < sizes.layers().size(); i++) {
            WukongLayer layer = new WukongLayer(
                    layout, "wukong." + i, in, sizes.unitWidth(), sizes.layers().get(i));
            layers.add(layer);
            in = layer.outputUnits();
        }
        this.head = new Mlp(layout, "wukong.head", in * sizes.unitWidth(), sizes.headHidden(), tasks);
    }

    @Override
    public Matrix forward(Parameters parameters, Matrix x) {
        Matrix out = x;
        for (WukongLayer layer : layers) {
            out = layer.forward(parameters, out);
        }
        return head.forward(parameters, out);
    }

    @Override
    public Matrix backward(Parameters parameters, Gradients gradients, Matrix dLogits) {
        Matrix d = head.backward(parameters, gradients, dLogits);
        for (int i = layers.size() - 1; i >= 0; i--) {
            d = layers.get(i).backward(parameters, gradients, d);
        }
        return d;
    }

    WukongLayer layer(int index) {
        return layers.get(index);
    }
}
