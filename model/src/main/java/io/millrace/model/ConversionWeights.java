package io.millrace.model;

import io.millrace.model.input.Example.Supervision;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.loss.BinaryCrossEntropy;
import io.millrace.model.loss.DelayedConversion;
import java.util.List;
import java.util.Map;

/**
 * What labels weigh because their conversion may come late (MATH §6), by what the ranker that is to learn from them gives to
 * the same request at this moment. Constants to the loss: no gradient passes through them.
 */
final class ConversionWeights {
    private static final int NONE = -1;

    /**
     * @param delayed index of the task whose probability is p_dp, or NONE
     * @param realNegative index of the task whose probability is p_rn, or NONE
     */
    private record Late(DelayedConversion policy, int delayed, int realNegative) {}

    private final Late[] byTask;

    ConversionWeights(ModelConfig config) {
        List<String> tasks = config.learntTasks();
        this.byTask = new Late[tasks.size()];
        for (Map.Entry<String, DelayedConversion> late :
                config.delayedConversions().entrySet()) {
            String task = late.getKey();
            byTask[tasks.indexOf(task)] = new Late(
                    late.getValue(),
                    tasks.indexOf(task + ModelConfig.DELAYED),
                    tasks.indexOf(task + ModelConfig.REAL_NEGATIVE));
        }
    }

    /**
     * @param logits B × learnt tasks, of one ranker
     * @param request the row of the label's item
     * @return 1 for a task whose conversions do not come late; not a number if a probability that counts is none
     */
    double of(Supervision label, Matrix logits, int request) {
        Late late = byTask[label.task()];
        if (late == null) {
            return 1;
        }
        double f = probability(logits, request, label.task());
        double delayed = probability(logits, request, late.delayed);
        double realNegative = probability(logits, request, late.realNegative);
        if (Double.isNaN(f + delayed + realNegative)) {
            return Double.NaN;
        }
        return late.policy.weight(label.label() > 0, f, delayed, realNegative);
    }

    private static double probability(Matrix logits, int request, int task) {
        return task == NONE ? 0 : BinaryCrossEntropy.probability(logits.get(request, task));
    }
}
