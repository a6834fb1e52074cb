package io.millrace.learner.trainer;

import io.millrace.learner.exchange.Floats;
import io.millrace.learner.exchange.Reading;
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
    private final Reading[] readings;
    private int missing;

    Step(long number, TrainingExample source, Converted converted, List<RowGroup> groups) {
        this.number = number;
        this.source = source;
        this.converted = converted;
        this.groups = groups;
        this.weights = new float[groups.size()][];
        this.readings = new Reading[groups.size()];
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

    /** How many floats were asked for. */
    int floats() {
        return groups.stream().mapToInt(RowGroup::floats).sum();
    }

    List<RowGroup> groups() {
        return groups;
    }

    /** The weights of {@code groups().get(part)}, once they are there. */
    float[] weights(int part) {
        return weights[part];
    }

    /** When they were read. */
    Reading reading(int part) {
        return readings[part];
    }

    /** Takes the answer to one of its pulls. */
    void accept(Reply reply) {
        if (weights[reply.part()] != null) {
            throw new IllegalStateException("step " + number + " was answered part " + reply.part() + " twice");
        }
        weights[reply.part()] = Floats.unpack(reply.weights());
        readings[reply.part()] = reply.reading();
        missing--;
    }

    boolean complete() {
        return missing == 0;
    }
}
