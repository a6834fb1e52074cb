package io.millrace.model;

import java.io.Serializable;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that decides the shape and the meaning of a model. Two parties that hold equal configurations agree on
 * every table, on every row and on what a score means; a manifest carries it as {@link #toText()}.
 *
 * @param encoder which sequence model
 * @param hstu its sizes
 * @param ranker which interaction model on top of it
 * @param wukong its sizes
 * @param tasks ranking tasks in the order of their heads, for example {@code click, convert}; none if there is only to
 *     retrieve
 * @param features names of the feature fields, in the order in which an interaction carries them
 * @param positiveActions action types that make an interaction a positive of the retrieval loss
 * @param negatives R, negatives drawn per step for the sampled softmax
 * @param temperature τ of the retrieval loss
 * @param rowLearningRate learning rate of row-wise AdaGrad on embedding tables
 * @param denseLearningRate learning rate of AdamW on dense tensors
 * @param seed from which every row and every tensor is born
 */
public record ModelConfig(
        Encoder encoder,
        HstuSizes hstu,
        Ranker ranker,
        WukongSizes wukong,
        List<String> tasks,
        List<String> features,
        List<String> positiveActions,
        int negatives,
        float temperature,
        float rowLearningRate,
        float denseLearningRate,
        long seed)
        implements Serializable {
    /** The field of the user's id. */
    public static final String USER = "user";

    /** The field of the item's id. */
    public static final String ITEM = "item";

    /** The name, among supervision tasks, of finding the next item; no ranking task may have it. */
    public static final String RETRIEVAL = "retrieval";

    /** @throws IllegalArgumentException if a value is outside its range, naming it */
    public ModelConfig {
        tasks = Constraints.names("tasks", tasks);
        features = Constraints.names("features", features);
        positiveActions = Constraints.names("positiveActions", positiveActions);
        requireFields(wukong.fields(), features);
        Constraints.require(!tasks.contains(RETRIEVAL), "'" + RETRIEVAL + "' is no ranking task");
        Constraints.require(negatives >= 0, "negatives must not be below 0, but is " + negatives);
        Constraints.requirePositive("temperature", temperature);
        Constraints.requirePositive("rowLearningRate", rowLearningRate);
        Constraints.requirePositive("denseLearningRate", denseLearningRate);
    }

    /**
     * HSTU and Wukong.
     *
     * @throws IllegalArgumentException if a value is outside its range, naming it
     */
    public ModelConfig(
            HstuSizes hstu,
            WukongSizes wukong,
            List<String> tasks,
            List<String> features,
            List<String> positiveActions,
            int negatives,
            float temperature,
            float rowLearningRate,
            float denseLearningRate,
            long seed) {
        this(
                Encoder.HSTU,
                hstu,
                Ranker.WUKONG,
                wukong,
                tasks,
                features,
                positiveActions,
                negatives,
                temperature,
                rowLearningRate,
                denseLearningRate,
                seed);
    }

    /** The same with other models, to compare with. */
    public ModelConfig with(Encoder otherEncoder, Ranker otherRanker) {
        return new ModelConfig(
                otherEncoder,
                hstu,
                otherRanker,
                wukong,
                tasks,
                features,
                positiveActions,
                negatives,
                temperature,
                rowLearningRate,
                denseLearningRate,
                seed);
    }

    /** A small model that one core trains on a stream: D = 32, N = 256, no feature fields. */
    public static ModelConfig defaults() {
        return new ModelConfig(
                new HstuSizes(32, 2, 2, 16, 16, 256, 0),
                new WukongSizes(16, 2, 8, 8, 8, List.of(64), List.of(64), false),
                List.of("click", "convert"),
                List.of(),
                List.of("click", "convert"),
                128,
                0.05f,
                0.05f,
                1e-3f,
                1);
    }

    /** One {@code name=value} a line, in a fixed order; equal configurations give equal texts. */
    public String toText() {
        return ModelConfigText.write(this);
    }

    /**
     * The inverse of {@link #toText()}.
     *
     * @throws IllegalArgumentException if a line is missing, unknown or malformed, naming it
     */
    public static ModelConfig parse(String text) {
        return ModelConfigText.parse(text);
    }

    private static void requireFields(WukongSizes.Fields fields, List<String> features) {
        Set<String> known = new HashSet<>(features);
        known.addAll(Set.of(USER, ITEM));
        Set<String> named = new HashSet<>(fields.units().keySet());
        named.addAll(fields.shared());
        named.removeAll(known);
        Constraints.require(named.isEmpty(), "no fields of this model: " + named);
    }
}
