package io.millrace.model;

import java.io.Serializable;
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
        Hstu hstu,
        Ranker ranker,
        Wukong wukong,
        List<String> tasks,
        List<String> features,
        List<String> positiveActions,
        int negatives,
        float temperature,
        float rowLearningRate,
        float denseLearningRate,
        long seed)
        implements Serializable {
    /** The name, among supervision tasks, of finding the next item; no ranking task may have it. */
    public static final String RETRIEVAL = "retrieval";

    /**
     * Sizes of HSTU (MATH §2), and of any other encoder.
     *
     * @param width D, the model width
     * @param layers number of layers
     * @param heads h
     * @param qkWidth dqk, width of a query or key of one head
     * @param valueWidth dv, width of a value of one head
     * @param maxTokens N, the longest sequence and the constant normaliser of attention
     * @param dropout probability of dropping an input or an output element while training, 0 for none
     */
    public record Hstu(int width, int layers, int heads, int qkWidth, int valueWidth, int maxTokens, float dropout)
            implements Serializable {
        public Hstu {
            requirePositive("hstu.width", width);
            requirePositive("hstu.layers", layers);
            requirePositive("hstu.heads", heads);
            requirePositive("hstu.qkWidth", qkWidth);
            requirePositive("hstu.valueWidth", valueWidth);
            requirePositive("hstu.maxTokens", maxTokens);
            require(dropout >= 0 && dropout < 1, "hstu.dropout must be in [0, 1), not " + dropout);
        }
    }

    /**
     * Sizes of Wukong (MATH §4). Another ranker takes from them the width of units, the hidden widths of the head and, if it
     * has layers, how many.
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
            boolean stopGradient)
            implements Serializable {
        public Wukong {
            requirePositive("wukong.unitWidth", unitWidth);
            requirePositive("wukong.layers", layers);
            requirePositive("wukong.fmbUnits", fmbUnits);
            requirePositive("wukong.lcbUnits", lcbUnits);
            requirePositive("wukong.rank", rank);
            fmbHidden = List.copyOf(fmbHidden);
            headHidden = List.copyOf(headHidden);
            fmbHidden.forEach(width -> requirePositive("wukong.fmbHidden", width));
            headHidden.forEach(width -> requirePositive("wukong.headHidden", width));
        }
    }

    /** @throws IllegalArgumentException if a value is outside its range, naming it */
    public ModelConfig {
        tasks = names("tasks", tasks);
        features = names("features", features);
        positiveActions = names("positiveActions", positiveActions);
        require(!tasks.contains(RETRIEVAL), "'" + RETRIEVAL + "' is no ranking task");
        require(negatives >= 0, "negatives must not be below 0, but is " + negatives);
        requirePositive("temperature", temperature);
        requirePositive("rowLearningRate", rowLearningRate);
        requirePositive("denseLearningRate", denseLearningRate);
    }

    /**
     * HSTU and Wukong.
     *
     * @throws IllegalArgumentException if a value is outside its range, naming it
     */
    public ModelConfig(
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
                new Hstu(32, 2, 2, 16, 16, 256, 0),
                new Wukong(16, 2, 8, 8, 8, List.of(64), List.of(64), false),
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
        return String.join(
                "\n",
                "encoder=" + encoder,
                "ranker=" + ranker,
                "hstu.width=" + hstu.width,
                "hstu.layers=" + hstu.layers,
                "hstu.heads=" + hstu.heads,
                "hstu.qkWidth=" + hstu.qkWidth,
                "hstu.valueWidth=" + hstu.valueWidth,
                "hstu.maxTokens=" + hstu.maxTokens,
                "hstu.dropout=" + hstu.dropout,
                "wukong.unitWidth=" + wukong.unitWidth,
                "wukong.layers=" + wukong.layers,
                "wukong.fmbUnits=" + wukong.fmbUnits,
                "wukong.lcbUnits=" + wukong.lcbUnits,
                "wukong.rank=" + wukong.rank,
                "wukong.fmbHidden=" + ConfigText.join(wukong.fmbHidden),
                "wukong.headHidden=" + ConfigText.join(wukong.headHidden),
                "wukong.stopGradient=" + wukong.stopGradient,
                "tasks=" + ConfigText.join(tasks),
                "features=" + ConfigText.join(features),
                "positiveActions=" + ConfigText.join(positiveActions),
                "negatives=" + negatives,
                "temperature=" + temperature,
                "rowLearningRate=" + rowLearningRate,
                "denseLearningRate=" + denseLearningRate,
                "seed=" + seed,
                "");
    }

    /**
     * The inverse of {@link #toText()}.
     *
     * @throws IllegalArgumentException if a line is missing, unknown or malformed, naming it
     */
    public static ModelConfig parse(String text) {
        ConfigText lines = ConfigText.parse(text);
        ModelConfig config = new ModelConfig(
                lines.take("encoder", Encoder::valueOf),
                parseHstu(lines),
                lines.take("ranker", Ranker::valueOf),
                parseWukong(lines),
                lines.takeList("tasks", name -> name),
                lines.takeList("features", name -> name),
                lines.takeList("positiveActions", name -> name),
                lines.takeInt("negatives"),
                lines.takeFloat("temperature"),
                lines.takeFloat("rowLearningRate"),
                lines.takeFloat("denseLearningRate"),
                lines.take("seed", Long::valueOf));
        lines.refuseRest();
        return config;
    }

    private static Hstu parseHstu(ConfigText lines) {
        return new Hstu(
                lines.takeInt("hstu.width"),
                lines.takeInt("hstu.layers"),
                lines.takeInt("hstu.heads"),
                lines.takeInt("hstu.qkWidth"),
                lines.takeInt("hstu.valueWidth"),
                lines.takeInt("hstu.maxTokens"),
                lines.takeFloat("hstu.dropout"));
    }

    private static Wukong parseWukong(ConfigText lines) {
        return new Wukong(
                lines.takeInt("wukong.unitWidth"),
                lines.takeInt("wukong.layers"),
                lines.takeInt("wukong.fmbUnits"),
                lines.takeInt("wukong.lcbUnits"),
                lines.takeInt("wukong.rank"),
                lines.takeList("wukong.fmbHidden", Integer::valueOf),
                lines.takeList("wukong.headHidden", Integer::valueOf),
                lines.take("wukong.stopGradient", ModelConfig::parseBoolean));
    }

    private static boolean parseBoolean(String text) {
        require(text.equals("true") || text.equals("false"), "neither true nor false: " + text);
        return text.equals("true");
    }

    private static List<String> names(String list, List<String> names) {
        for (String name : names) {
            require(
                    !name.isBlank() && name.chars().noneMatch(c -> c == ',' || c < ' '),
                    list + " holds a name that is blank or has a comma or a control character: '" + name + "'");
        }
        require(Set.copyOf(names).size() == names.size(), list + " names something twice: " + names);
        return List.copyOf(names);
    }

    private static void requirePositive(String name, float value) {
        require(value > 0 && Float.isFinite(value), name + " must be finite and above 0, but is " + value);
    }

    private static void require(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
