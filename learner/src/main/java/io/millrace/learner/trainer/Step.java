package io.millrace.learner.trainer;

import io.millrace.learner.exchange.Floats;
import io.millrace.learner.exchange.Reply;
import io.millrace.learner.exchange.RowGroup;
import io.millrace.model.input.ExampleTokens.Converted;
import io.millrace.schemas.TrainingExample;
import java.util.List;

/** One example on its way: what was asked for it, and what has come back. */
final class Step {
    private final long number;
    private final TrainingExample source;
    private final Converted converted;
    private final List<RowGroup> groups;
    private final float[][] weights;
    private int missing;

    Step(long number, TrainingExample source, Converted converted, List<RowGroup> groups) {
        this.number = number;
        this.source = source;
        this.converted = converted;
        this.groups = groups;
        this.weights = new float[groups.size()][];
        this.missing = groups.size();
    }

    long number() {
        return number;
    }

    TrainingExample source() {
        return source;
    }

    Converted converted() {
        return converted;
    }

    List<RowGroup> groups() {
        return groups;
    }

    /** The weights of {@code groups().get(index)}, once they are there. */
    float[] weights(int index) {
        return weights[index];
    }

    /** Takes a shard's answer. */
    void accept(Reply reply) {
        for (int i = 0; i < weights.length; i++) {
            if (groups.get(i).shard() == reply.shard()) {
                if (weights[i] == null) {
                    weights[i] = Floats.unpack(reply.weights());
                    missing--;
                }
                return;
            }
        }
        throw new IllegalStateException("step " + number + " asked nothing of shard " + reply.shard());
    }

    boolean complete() {
        return missing == 0;
    }
}
