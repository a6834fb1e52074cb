package io.millrace.model.hstu;

import io.millrace.model.Gradients;
import io.millrace.model.Parameters;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.layer.Mlp;
import io.millrace.model.row.Layout;
import java.util.ArrayList;
import java.util.List;

/** The sequence model's own ranker: for every task an MLP of one hidden layer of width D, from an item's y to a logit. */
public final class TaskHeads {
    private final int width;
    private final List<Mlp> heads = new ArrayList<>();
    private final Scratch logits = new Scratch();
    private final Scratch inputGradients = new Scratch();

    /** Declares the tensors {@code head.<task>.*}. */
    public TaskHeads(Layout layout, int width, List<String> tasks) {
        this.width = width;
        for (String task : tasks) {
            heads.add(new Mlp(layout, "head." + task, width, List.of(width), 1));
        }
    }

    /**
     * @param y B × D; kept for the backward pass, not copied
     * @return logits, B × tasks, valid until the next call
     */
    public Matrix forward(Parameters parameters, Matrix y) {
        Matrix all = logits.matrix(y.rows(), heads.size());
        for (int task = 0; task < heads.size(); task++) {
            all.columns(task, task + 1).set(heads.get(task).forward(parameters, y));
        }
        return all;
    }

    /** d(loss)/dy from d(loss)/d(logits), B × tasks; valid until the next call. */
    public Matrix backward(Parameters parameters, Gradients gradients, Matrix dLogits) {
        Matrix dy = inputGradients.zeros(dLogits.rows(), width);
        for (int task = 0; task < heads.size(); task++) {
            dy.add(heads.get(task).backward(parameters, gradients, dLogits.columns(task, task + 1)));
        }
        return dy;
    }
}
