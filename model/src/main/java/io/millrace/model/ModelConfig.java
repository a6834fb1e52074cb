package io.millrace.model;

import java.util.List;

/**
 * Everything that decides the shape and the meaning of a model. Two parties that hold equal configurations agree on
 * every table, on every row and on what a score means; a manifest carries it as {@link #toText()}.
 *
 * @param hstu the sequence model
 * @param wukong the interaction model on top of it
 * @param tasks ranking tasks in the order of their heads, for example {@code click, convert}
 * @param features names of the feature fields, in the order in which an interaction carries them
 * @param positiveActions action types that make an interaction a positive of the retrieval loss
 * @param negatives R, negatives drawn per step for the sampled softmax
 * @param temperature τ of the retrieval loss
 * @param rowLearningRate learning rate of row-wise AdaGrad on embedding tables
 * @param denseLearningRate learning rate of AdamW on dense tensors
 * @param seed from which every row and every tensor is born
 */
public record ModelConfig(
        Hstu hstu,
        Wukong wukong,
        List<String> tasks,
        List<String> features,
        List<String> positiveActions,
        int negatives,
        float temperature,
        float rowLearningRate,
        float denseLearningRate,
        long seed) {

    /**
     * Sizes of HSTU (MATH §2).
     *
     * @param width D, the model width
     * @param layers number of layers
     * @param heads h
     * @param qkWidth dqk, width of a query or key of one head
     * @param valueWidth dv, width of a value of one head
     * @param maxTokens N, the longest sequence and the constant normaliser of attention
     * @param dropout probability of dropping an input or an output element while training, 0 for none
     */
    public record Hstu(int width, int layers, int heads, int qkWidth, int valueWidth, int maxTokens, float dropout) {}

    /**
     * Sizes of Wukong (MATH §4).
     *
     * @param unitWidth d, the width of every unit
     * @param layers number of layers
     * @param fmbUnits nF, units that the factorisation block puts out
     * @param lcbUnits nL, units that the linear compression block puts out
     * @param rank k, columns of Y
     * @param fmbHidden hidden widths of the MLP in the factorisation block
     * @param headHidden hidden widths of the head's MLP
     * @param stopGradient whether the gradient stops between Wukong and HSTU
     */
    public record Wukong(
            int unitWidth,
            int layers,
            int fmbUnits,
            int lcbUnits,
            int rank,
            List<Integer> fmbHidden,
            List<Integer> headHidden,
            boolean stopGradient) {}

    public ModelConfig {
        tasks = List.copyOf(tasks);
        features = List.copyOf(features);
        positiveActions = List.copyOf(positiveActions);
    }

    /** One {@code name=value} a line, in a fixed order; equal configurations give equal texts. */
    public String toText() {
        throw new UnsupportedOperationException();
    }

    /**
     * The inverse of {@link #toText()}.
     *
     * @throws IllegalArgumentException if a line is missing, unknown or malformed, naming it
     */
    public static ModelConfig parse(String text) {
        throw new UnsupportedOperationException();
    }
}
