package io.millrace.model;

import io.millrace.model.loss.DelayedConversion;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The text of a {@link ModelConfig}: what is written here is what is read here. */
final class ModelConfigText {
    private ModelConfigText() {}

    static String write(ModelConfig config) {
        return String.join(
                "\n",
                "encoder=" + config.encoder(),
                "ranker=" + config.ranker(),
                write(config.hstu()),
                write(config.wukong()),
                "tasks=" + ConfigText.join(config.tasks()),
                "delayedConversions=" + writeConversions(config.delayedConversions()),
                "features=" + ConfigText.join(config.features()),
                "denseFeatures=" + ConfigText.join(config.denseFeatures()),
                "positiveActions=" + ConfigText.join(config.positiveActions()),
                "negatives=" + config.negatives(),
                "temperature=" + config.temperature(),
                "rowLearningRate=" + config.rowLearningRate(),
                "denseLearningRate=" + config.denseLearningRate(),
                "seed=" + config.seed(),
                "");
    }

    static ModelConfig parse(String text) {
        ConfigText lines = ConfigText.parse(text);
        ModelConfig config = new ModelConfig(
                lines.take("encoder", Encoder::valueOf),
                parseHstu(lines),
                lines.take("ranker", Ranker::valueOf),
                parseWukong(lines),
                lines.takeList("tasks", name -> name),
                lines.takeMap("delayedConversions", DelayedConversion::parse),
                lines.takeList("features", name -> name),
                lines.takeList("denseFeatures", name -> name),
                lines.takeList("positiveActions", name -> name),
                lines.takeInt("negatives"),
                lines.takeFloat("temperature"),
                lines.takeFloat("rowLearningRate"),
                lines.takeFloat("denseLearningRate"),
                lines.take("seed", Long::valueOf));
        lines.refuseRest();
        return config;
    }

    private static String write(HstuSizes hstu) {
        return String.join(
                "\n",
                "hstu.width=" + hstu.width(),
                "hstu.layers=" + hstu.layers(),
                "hstu.heads=" + hstu.heads(),
                "hstu.qkWidth=" + hstu.qkWidth(),
                "hstu.valueWidth=" + hstu.valueWidth(),
                "hstu.maxTokens=" + hstu.maxTokens(),
                "hstu.dropout=" + hstu.dropout(),
                "hstu.stochasticLength=" + hstu.stochasticLength());
    }

    private static HstuSizes parseHstu(ConfigText lines) {
        return new HstuSizes(
                lines.takeInt("hstu.width"),
                lines.takeInt("hstu.layers"),
                lines.takeInt("hstu.heads"),
                lines.takeInt("hstu.qkWidth"),
                lines.takeInt("hstu.valueWidth"),
                lines.takeInt("hstu.maxTokens"),
                lines.takeFloat("hstu.dropout"),
                lines.takeFloat("hstu.stochasticLength"));
    }

    private static String write(WukongSizes wukong) {
        return String.join(
                "\n",
                "wukong.unitWidth=" + wukong.unitWidth(),
                "wukong.layers=" + wukong.layers().size(),
                IntStream.range(0, wukong.layers().size())
                        .mapToObj(i -> write(wukong.layers().get(i), "wukong." + i + "."))
                        .collect(Collectors.joining("\n")),
                "wukong.units=" + ConfigText.join(wukong.fields().units()),
                "wukong.shared=" + ConfigText.join(wukong.fields().shared()),
                "wukong.sharedWidth=" + wukong.fields().sharedWidth(),
                "wukong.denseUnits=" + wukong.dense().units(),
                "wukong.denseHidden=" + ConfigText.join(wukong.dense().hidden()),
                "wukong.headHidden=" + ConfigText.join(wukong.headHidden()),
                "wukong.stopGradient=" + wukong.stopGradient());
    }

    private static WukongSizes parseWukong(ConfigText lines) {
        int layers = lines.takeInt("wukong.layers");
        return new WukongSizes(
                lines.takeInt("wukong.unitWidth"),
                IntStream.range(0, layers)
                        .mapToObj(layer -> parseLayer(lines, "wukong." + layer + "."))
                        .toList(),
                new WukongSizes.Fields(
                        lines.takeMap("wukong.units", Integer::valueOf),
                        lines.takeList("wukong.shared", name -> name),
                        lines.takeInt("wukong.sharedWidth")),
                new WukongSizes.Dense(
                        lines.takeInt("wukong.denseUnits"), lines.takeList("wukong.denseHidden", Integer::valueOf)),
                lines.takeList("wukong.headHidden", Integer::valueOf),
                lines.take("wukong.stopGradient", ModelConfigText::parseBoolean));
    }

    private static String write(WukongSizes.Layer layer, String prefix) {
        return String.join(
                "\n",
                prefix + "fmbUnits=" + layer.fmbUnits(),
                prefix + "lcbUnits=" + layer.lcbUnits(),
                prefix + "rank=" + layer.rank(),
                prefix + "fmbHidden=" + ConfigText.join(layer.fmbHidden()),
                prefix + "attentionHidden=" + ConfigText.join(layer.attentionHidden()));
    }

    private static WukongSizes.Layer parseLayer(ConfigText lines, String prefix) {
        return new WukongSizes.Layer(
                lines.takeInt(prefix + "fmbUnits"),
                lines.takeInt(prefix + "lcbUnits"),
                lines.takeInt(prefix + "rank"),
                lines.takeList(prefix + "fmbHidden", Integer::valueOf),
                lines.takeList(prefix + "attentionHidden", Integer::valueOf));
    }

    private static String writeConversions(Map<String, DelayedConversion> conversions) {
        Map<String, String> texts = new TreeMap<>();
        conversions.forEach((task, policy) -> texts.put(task, policy.text()));
        return ConfigText.join(texts);
    }

    private static boolean parseBoolean(String text) {
        Constraints.require(text.equals("true") || text.equals("false"), "neither true nor false: " + text);
        return text.equals("true");
    }
}
