package io.millrace.serving.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.model.ModelConfig;
import io.millrace.model.Recommender.Candidates;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.http.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Reads what is to be ranked: item ids, or objects of an {@code item} and its {@code features} as an impression would carry
 * them. Features that the model does not read are left out, as they are of events.
 */
record CandidateReader(ApiLimits limits) {
    private static final Set<String> FIELDS = Set.of("item", "features");
    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    private record Candidate(long item, long[] features, float[] dense) {}

    /** @throws Refusal if there are none, or too many, or one cannot be */
    Candidates read(Body body, ModelConfig config) {
        List<Candidate> candidates =
                body.list("candidates", limits.candidates(), (node, place) -> candidate(node, place, config));
        if (candidates.isEmpty()) {
            throw Refusal.bad("missing-field", body.at("candidates") + " are missing");
        }
        List<long[]> features = new ArrayList<>();
        List<float[]> dense = new ArrayList<>();
        for (Candidate candidate : candidates) {
            features.add(candidate.features);
            dense.add(candidate.dense);
        }
        return new Candidates(
                candidates.stream().mapToLong(Candidate::item).toArray(),
                features.toArray(new long[0][]),
                dense.toArray(new float[0][]));
    }

    private Candidate candidate(JsonNode node, String place, ModelConfig config) {
        if (node.isTextual()) {
            long item = Ids.of(Body.text(node, place, limits.name()));
            return new Candidate(item, features(Map.of(), config), dense(Map.of(), place, config));
        }
        Body body = Body.object(node, place, FIELDS);
        Map<String, String> facts = body.texts("features", limits);
        long item = Ids.of(body.text("item", limits.name()));
        return new Candidate(item, features(facts, config), dense(facts, body.at("features"), config));
    }

    private static long[] features(Map<String, String> facts, ModelConfig config) {
        return config.features().stream()
                .mapToLong(name -> facts.containsKey(name) ? Ids.ofFact(name, facts.get(name)) : 0)
                .toArray();
    }

    private static float[] dense(Map<String, String> facts, String place, ModelConfig config) {
        float[] numbers = new float[config.denseFeatures().size()];
        for (int i = 0; i < numbers.length; i++) {
            String name = config.denseFeatures().get(i);
            numbers[i] = facts.containsKey(name) ? number(facts.get(name), place + "." + name) : Float.NaN;
        }
        return numbers;
    }

    /** @throws Refusal if it is no finite number in decimal notation */
    static float number(String text, String place) {
        float number = DECIMAL.matcher(text).matches() ? Float.parseFloat(text) : Float.NaN;
        if (!Float.isFinite(number)) {
            throw Refusal.bad("not-a-number", place + " is '" + text + "', no finite number");
        }
        return number;
    }
}
