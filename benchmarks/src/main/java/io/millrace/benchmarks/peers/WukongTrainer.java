package io.millrace.benchmarks.peers;

import io.millrace.benchmarks.peers.InteractionWorkload.Interaction;
import io.millrace.model.Gradients;
import io.millrace.model.epochs.LocalRows;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.Vectors;
import io.millrace.model.loss.BinaryCrossEntropy;
import io.millrace.model.optimizer.AdamW;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import io.millrace.model.wukong.Wukong;
import java.util.List;

/** Wukong alone, on batches of interactions; the loss of a batch is the mean over its examples. */
final class WukongTrainer {
    private final int width;
    private final int table;
    private final Wukong wukong;
    private final LocalRows rows;
    private final Gradients gradients;
    private final Scratch units = new Scratch();
    private final Scratch logitGradients = new Scratch();

    /** Births every row of the workload: a step finds all of them. */
    WukongTrainer(InteractionWorkload workload) {
        Layout layout = new Layout(new RowWiseAdaGrad(0.05f, 1e-8f), new AdamW(1e-3f, 0.9f, 0.999f, 1e-8f, 0, 0));
        this.width = workload.wukong().unitWidth();
        this.table = layout.embedding("row", width, new Distribution.Normal(0.05f));
        this.wukong = new Wukong(layout, workload.wukong(), workload.unitCount(), 1);
        this.rows = new LocalRows(layout.tables(), 1);
        this.gradients = new Gradients(layout.tables());
        for (Interaction example : workload.examples()) {
            for (int row : example.rows()) {
                rows.add(table, row);
            }
        }
    }

    /**
     * Learns from a batch.
     *
     * @return the mean loss before the step
     */
    double step(List<Interaction> batch) {
        gradients.clear();
        Matrix logits = wukong.forward(rows.parameters(), lookUp(batch));
        Matrix dLogits = logitGradients.matrix(batch.size(), 1);
        double loss = 0;
        for (int b = 0; b < batch.size(); b++) {
            double label = batch.get(b).taken() ? 1 : 0;
            loss += BinaryCrossEntropy.loss(logits.get(b, 0), label);
            dLogits.values()[dLogits.row(b)] =
                    (float) BinaryCrossEntropy.gradient(logits.get(b, 0), label) / batch.size();
        }
        addToRows(batch, wukong.backward(rows.parameters(), gradients, dLogits));
        rows.apply(gradients);
        return loss / batch.size();
    }

    /** B × u·d. */
    private Matrix lookUp(List<Interaction> batch) {
        Matrix x = units.matrix(batch.size(), batch.get(0).rows().length * width);
        for (int b = 0; b < batch.size(); b++) {
            int to = x.row(b);
            for (int row : batch.get(b).rows()) {
                System.arraycopy(rows.parameters().row(table, row), 0, x.values(), to, width);
                to += width;
            }
        }
        return x;
    }

    private void addToRows(List<Interaction> batch, Matrix dx) {
        for (int b = 0; b < batch.size(); b++) {
            int from = dx.row(b);
            for (int row : batch.get(b).rows()) {
                Vectors.add(dx.values(), from, gradients.row(table, row), 0, width);
                from += width;
            }
        }
    }
}
