package io.millrace.model;

import io.millrace.model.loss.DelayedConversion;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

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
 * @param delayedConversions by ranking task whose positives come late, how it is learnt from nevertheless (MATH §6); a
 *     task that is not named waits
 * @param features names of the feature fields that are categories, in the order in which an interaction carries them
 * @param denseFeatures names of the feature fields that are numbers, in the order in which an interaction carries them
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
        Map<String, DelayedConversion> delayedConversions,
        List<String> features,
        List<String> denseFeatures,
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

    /**
     * Behind a task's name, the auxiliary task of {@link DelayedConversion#ES_DFM} for p_dp, which learns from {@code
     * ConversionTiming.delayedLabel}.
     */
    public static final String DELAYED = ".delayed";

    /** The same for p_rn, which learns from {@code ConversionTiming.realNegativeLabel}. */
    public static final String REAL_NEGATIVE = ".real-negative";

    /** @throws IllegalArgumentException if a value is outside its range, naming it */
    public ModelConfig {
        tasks = Constraints.names("tasks", tasks);
        delayedConversions = withoutWaiting(delayedConversions);
        features = Constraints.names("features", features);
        denseFeatures = Constraints.names("denseFeatures", denseFeatures);
        positiveActions = Constraints.names("positiveActions", positiveActions);
        requireFields(wukong.fields(), features);
        Constraints.require(!tasks.contains(RETRIEVAL), "'" + RETRIEVAL + "' is no ranking task");
        requireTasks(delayedConversions, tasks);
        Constraints.require(negatives >= 0, "negatives must not be below 0, but is " + negatives);
        Constraints.requirePositive("temperature", temperature);
        Constraints.requirePositive("rowLearningRate", rowLearningRate);
        Constraints.requirePositive("denseLearningRate", denseLearningRate);
    }

    /**
     * HSTU and Wukong, no conversion that is learnt from before it is known, and no dense features.
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
                Map.of(),
                features,
                List.of(),
                positiveActions,
                negatives,
                temperature,
                rowLearningRate,
                denseLearningRate,
                seed);
    }

    /** The same with other models, to compare with. */
    public ModelConfig with(Encoder otherEncoder, Ranker otherRanker) {
        return copy(otherEncoder, otherRanker, delayedConversions, denseFeatures);
    }

    /** The same with late conversions of some tasks; see {@link #delayedConversions}. */
    public ModelConfig withDelayedConversions(Map<String, DelayedConversion> conversions) {
        return copy(encoder, ranker, conversions, denseFeatures);
    }

    /** The same with feature fields that are numbers. */
    public ModelConfig withDenseFeatures(List<String> names) {
        return copy(encoder, ranker, delayedConversions, names);
    }

    private ModelConfig copy(
            Encoder newEncoder,
            Ranker newRanker,
            Map<String, DelayedConversion> newConversions,
            List<String> newDenseFeatures) {
        return new ModelConfig(
                newEncoder,
                hstu,
                newRanker,
                wukong,
                tasks,
                newConversions,
                features,
                newDenseFeatures,
                positiveActions,
                negatives,
                temperature,
                rowLearningRate,
                denseLearningRate,
                seed);
    }

    /**
     * Every task that there is a head for, in the order of the heads: the ranking tasks, then the auxiliary ones, {@code
     * convert.delayed, convert.real-negative}, of those whose late conversions are learnt by {@link
     * DelayedConversion#ES_DFM}. Auxiliary tasks are learnt like any other, but never served.
     */
    public List<String> learntTasks() {
        return learntTasks(tasks, delayedConversions);
    }

    private static List<String> learntTasks(List<String> tasks, Map<String, DelayedConversion> delayedConversions) {
        List<String> learnt = new ArrayList<>(tasks);
        for (String task : tasks) {
            if (delayedConversions.get(task) == DelayedConversion.ES_DFM) {
                learnt.add(task + DELAYED);
                learnt.add(task + REAL_NEGATIVE);
            }
        }
        return Collections.unmodifiableList(learnt);
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

    /** Waiting is what a task does that is not named: configurations that mean the same are to be equal. */
    private static Map<String, DelayedConversion> withoutWaiting(Map<String, DelayedConversion> conversions) {
        Map<String, DelayedConversion> late = new TreeMap<>(conversions);
        late.values().removeIf(policy -> policy == DelayedConversion.WAIT);
        return Collections.unmodifiableMap(late);
    }

    private static void requireTasks(Map<String, DelayedConversion> conversions, List<String> tasks) {
        for (String task : conversions.keySet()) {
            Constraints.require(tasks.contains(task), "conversions of '" + task + "', which is none of " + tasks);
        }
        Constraints.names("tasks, with auxiliary ones,", learntTasks(tasks, conversions));
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
