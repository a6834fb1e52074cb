package io.millrace.model;

import java.io.Serializable;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
    /** The field of the user's id. */
    public static final String USER = "user";

    /** The field of the item's id. */
    public static final String ITEM = "item";

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
     * @param stochasticLength α: how long histories are thinned out in training; 2 for not at all
     */
    public record Hstu(
            int width,
            int layers,
            int heads,
            int qkWidth,
            int valueWidth,
            int maxTokens,
            float dropout,
            float stochasticLength)
            implements Serializable {
        /** Without thinning histories out. */
        public Hstu(int width, int layers, int heads, int qkWidth, int valueWidth, int maxTokens, float dropout) {
            this(width, layers, heads, qkWidth, valueWidth, maxTokens, dropout, 2);
        }

        public Hstu {
            requirePositive("hstu.width", width);
            requirePositive("hstu.layers", layers);
            requirePositive("hstu.heads", heads);
            requirePositive("hstu.qkWidth", qkWidth);
            requirePositive("hstu.valueWidth", valueWidth);
            requirePositive("hstu.maxTokens", maxTokens);
            require(dropout >= 0 && dropout < 1, "hstu.dropout must be in [0, 1), not " + dropout);
            require(
                    stochasticLength > 1 && stochasticLength <= 2,
                    "hstu.stochasticLength must be in (1, 2], not " + stochasticLength);
        }
    }

    /**
     * Sizes of Wukong (MATH §4). Another ranker takes from them the width of units, the hidden widths of the head and, if it
     * has layers, how many.
     *
     * @param unitWidth d, the width of every unit
     * @param layers from the units to the head
     * @param fields which fields are worth more than a unit, and which less
     * @param headHidden hidden widths of the head's MLP
     * @param stopGradient whether the gradient stops between Wukong and HSTU
     */
    public record Wukong(
            int unitWidth, List<Layer> layers, Fields fields, List<Integer> headHidden, boolean stopGradient)
            implements Serializable {
        /**
         * One layer.
         *
         * @param fmbUnits nF, units that the factorisation block puts out
         * @param lcbUnits nL, units that the linear compression block puts out
         * @param rank k, columns of Y
         * @param fmbHidden hidden widths of the MLP in the factorisation block
         * @param attentionHidden hidden widths of the MLP that makes Y attend to the input; none for a Y that does not
         */
        public record Layer(
                int fmbUnits, int lcbUnits, int rank, List<Integer> fmbHidden, List<Integer> attentionHidden)
                implements Serializable {
            public Layer {
                requirePositive("wukong.fmbUnits", fmbUnits);
                requirePositive("wukong.lcbUnits", lcbUnits);
                requirePositive("wukong.rank", rank);
                fmbHidden = widths("wukong.fmbHidden", fmbHidden);
                attentionHidden = widths("wukong.attentionHidden", attentionHidden);
            }
        }

        /**
         * How many units a field has. Fields are {@code user}, {@code item} and the features; a field that is not named has
         * one unit.
         *
         * @param units by field, how many units it has: an important field has several, and rows as wide
         * @param shared fields that share one unit: their narrow rows lie behind one another and are projected to it
         * @param sharedWidth width of those rows
         */
        public record Fields(Map<String, Integer> units, List<String> shared, int sharedWidth) implements Serializable {
            /** One unit a field. */
            public static final Fields ALIKE = new Fields(Map.of(), List.of(), 1);

            public Fields {
                units = Collections.unmodifiableMap(new TreeMap<>(units));
                shared = names("wukong.shared", shared);
                units.forEach((field, count) -> requirePositive("wukong.units." + field, count));
                requirePositive("wukong.sharedWidth", sharedWidth);
                for (String field : shared) {
                    require(!units.containsKey(field), "'" + field + "' has units of its own and shares one");
                }
            }
        }

        public Wukong {
            requirePositive("wukong.unitWidth", unitWidth);
            requirePositive("wukong.layers", layers.size());
            layers = List.copyOf(layers);
            headHidden = widths("wukong.headHidden", headHidden);
        }

        /** The same layer {@code layers} times, and one unit a field. */
        public Wukong(
                int unitWidth,
                int layers,
                int fmbUnits,
                int lcbUnits,
                int rank,
                List<Integer> fmbHidden,
                List<Integer> headHidden,
                boolean stopGradient) {
            this(
                    unitWidth,
                    Collections.nCopies(layers, new Layer(fmbUnits, lcbUnits, rank, fmbHidden, List.of())),
                    Fields.ALIKE,
                    headHidden,
                    stopGradient);
        }

        private static List<Integer> widths(String name, List<Integer> widths) {
            widths.forEach(width -> requirePositive(name, width));
            return List.copyOf(widths);
        }
    }

    /** @throws IllegalArgumentException if a value is outside its range, naming it */
    public ModelConfig {
        tasks = names("tasks", tasks);
        features = names("features", features);
        positiveActions = names("positiveActions", positiveActions);
        requireFields(wukong.fields, features);
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
                "hstu.stochasticLength=" + hstu.stochasticLength,
                "wukong.unitWidth=" + wukong.unitWidth,
                "wukong.layers=" + wukong.layers.size(),
                layersToText(),
                "wukong.units=" + unitsToText(),
                "wukong.shared=" + ConfigText.join(wukong.fields.shared),
                "wukong.sharedWidth=" + wukong.fields.sharedWidth,
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

    private String layersToText() {
        return IntStream.range(0, wukong.layers.size())
                .mapToObj(i -> {
                    Wukong.Layer layer = wukong.layers.get(i);
                    String prefix = "wukong." + i + ".";
                    return String.join(
                            "\n",
                            prefix + "fmbUnits=" + layer.fmbUnits,
                            prefix + "lcbUnits=" + layer.lcbUnits,
                            prefix + "rank=" + layer.rank,
                            prefix + "fmbHidden=" + ConfigText.join(layer.fmbHidden),
                            prefix + "attentionHidden=" + ConfigText.join(layer.attentionHidden));
                })
                .collect(Collectors.joining("\n"));
    }

    private String unitsToText() {
        return wukong.fields.units.entrySet().stream()
                .map(entry -> entry.getKey() + ':' + entry.getValue())
                .collect(Collectors.joining(","));
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
                lines.takeFloat("hstu.dropout"),
                lines.takeFloat("hstu.stochasticLength"));
    }

    private static Wukong parseWukong(ConfigText lines) {
        int layers = lines.takeInt("wukong.layers");
        return new Wukong(
                lines.takeInt("wukong.unitWidth"),
                IntStream.range(0, layers)
                        .mapToObj(layer -> parseLayer(lines, "wukong." + layer + "."))
                        .toList(),
                new Wukong.Fields(
                        lines.takeList("wukong.units", ModelConfig::parseUnits).stream()
                                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)),
                        lines.takeList("wukong.shared", name -> name),
                        lines.takeInt("wukong.sharedWidth")),
                lines.takeList("wukong.headHidden", Integer::valueOf),
                lines.take("wukong.stopGradient", ModelConfig::parseBoolean));
    }

    private static Wukong.Layer parseLayer(ConfigText lines, String prefix) {
        return new Wukong.Layer(
                lines.takeInt(prefix + "fmbUnits"),
                lines.takeInt(prefix + "lcbUnits"),
                lines.takeInt(prefix + "rank"),
                lines.takeList(prefix + "fmbHidden", Integer::valueOf),
                lines.takeList(prefix + "attentionHidden", Integer::valueOf));
    }

    private static Map.Entry<String, Integer> parseUnits(String text) {
        int colon = text.lastIndexOf(':');
        require(colon > 0, "not a field and a number: " + text);
        return Map.entry(text.substring(0, colon), Integer.valueOf(text.substring(colon + 1)));
    }

    private static void requireFields(Wukong.Fields fields, List<String> features) {
        Set<String> known = new HashSet<>(features);
        known.addAll(Set.of(USER, ITEM));
        Set<String> named = new HashSet<>(fields.units.keySet());
        named.addAll(fields.shared);
        named.removeAll(known);
        require(named.isEmpty(), "no fields of this model: " + named);
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
