package io.millrace.serving.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.ModelConfig;
import io.millrace.model.Recommender.Candidates;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.api.Tensors.Tensor;
import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Refusal;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;
import io.millrace.serving.rank.Ranker;
import io.millrace.serving.users.UserSequence;
import io.millrace.serving.users.UserSequences;
import io.millrace.serving.version.ServedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code POST /v2/models/{name}/infer}, of the Open Inference Protocol, version 2, with JSON tensors: what {@code /rank}
 * does. Without {@code history_items} the sequence of {@code user} is the one that is followed.
 */
public record InferEndpoint(ModelNames names, Versions versions, UserSequences users, ApiLimits limits)
        implements Endpoint {
    /** Datatypes of the inputs, by name. */
    static final Map<String, String> INPUTS = Map.of(
            "user", "BYTES",
            "request_time", "INT64",
            "history_items", "BYTES",
            "history_times", "INT64",
            "history_actions", "BYTES",
            "candidates", "BYTES",
            "candidate_features", "BYTES",
            "candidate_dense_features", "FP32");

    /** Of the only output, candidates × tasks. */
    static final String SCORES = "scores";

    private static final Set<String> FIELDS = Set.of("id", "inputs", "outputs", "parameters");
    private static final Set<String> OUTPUT = Set.of("name", "parameters");

    @Override
    public Response answer(Request request) {
        ServedModel model = names.require(request.path(), versions);
        ModelConfig config = model.layout().config();
        Body body = Body.parse(request.body(), FIELDS);
        body.list("outputs", 1, this::output);
        int elements = limits.candidates() * Math.max(1, limits.features());
        Tensors inputs = new Tensors(body, INPUTS, elements);
        Candidates candidates = candidates(inputs, config);
        Asker asker = asker(inputs, config);

        float[][] scores = new Ranker(model).rank(asker.tokens(), asker.user(), asker.requestSeconds(), candidates);
        return Response.json(200, answer(body, model, scores));
    }

    private Void output(JsonNode node, String place) {
        String name = Body.object(node, place, OUTPUT).text("name", limits.name());
        if (!name.equals(SCORES)) {
            throw Refusal.bad("unknown-tensor", "output '" + name + "' is unknown: there is " + SCORES);
        }
        return null;
    }

    private ObjectNode answer(Body body, ServedModel model, float[][] scores) {
        List<String> tasks = model.layout().config().tasks();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("model_name", names.name());
        answer.put("model_version", Long.toString(model.version()));
        if (body.has("id")) {
            answer.put("id", body.text("id", limits.name()));
        }
        ObjectNode parameters = versions.answer(model);
        tasks.forEach(parameters.putArray("tasks")::add);
        answer.set("parameters", parameters);
        ObjectNode output = answer.putArray("outputs").addObject();
        output.put("name", SCORES).put("datatype", "FP32");
        output.putArray("shape").add(scores.length).add(tasks.size());
        ArrayNode data = output.putArray("data");
        for (float[] candidate : scores) {
            for (float score : candidate) {
                data.add(score);
            }
        }
        return answer;
    }

    private Candidates candidates(Tensors inputs, ModelConfig config) {
        Tensor items = column(inputs.require("candidates"));
        int count = items.rows();
        if (count < 1 || count > limits.candidates()) {
            throw Refusal.bad("out-of-range", count + " candidates, not from 1 to " + limits.candidates());
        }
        long[] ids = new long[count];
        Arrays.setAll(ids, i -> Ids.of(Body.text(items.data().get(i), items.at(i), limits.name())));
        return new Candidates(ids, features(inputs, count, config.features()), dense(inputs, count, config));
    }

    /** An empty string is a feature that is not there. */
    private long[][] features(Tensors inputs, int count, List<String> names) {
        long[][] features = new long[count][names.size()];
        if (inputs.has("candidate_features")) {
            Tensor tensor = inputs.require("candidate_features", count, names.size());
            for (int i = 0; i < tensor.data().size(); i++) {
                String name = names.get(i % names.size());
                String value = Body.anyText(tensor.data().get(i), tensor.at(i), limits.value());
                features[i / names.size()][i % names.size()] = value.isEmpty() ? 0 : Ids.ofFact(name, value);
            }
        }
        return features;
    }

    private static float[][] dense(Tensors inputs, int count, ModelConfig config) {
        int width = config.denseFeatures().size();
        float[][] dense = new float[count][width];
        for (float[] numbers : dense) {
            Arrays.fill(numbers, Float.NaN);
        }
        if (inputs.has("candidate_dense_features")) {
            Tensor tensor = inputs.require("candidate_dense_features", count, width);
            for (int i = 0; i < tensor.data().size(); i++) {
                JsonNode node = tensor.data().get(i);
                float number = node.isNumber() ? node.floatValue() : Float.NaN;
                if (!Float.isFinite(number)) {
                    throw Refusal.bad("not-a-number", tensor.at(i) + " is no finite number");
                }
                dense[i / width][i % width] = number;
            }
        }
        return dense;
    }

    private Asker asker(Tensors inputs, ModelConfig config) {
        long user = 0;
        if (inputs.has("user")) {
            Tensor tensor = inputs.require("user", 1, 1);
            user = Ids.of(Body.text(tensor.data().get(0), "user", limits.name()));
        }
        UserSequence sequence = inputs.has("history_items")
                ? new UserSequence(List.of(), history(inputs), List.of())
                : users.get(user).orElse(UserSequence.EMPTY);
        long last = AskerReader.last(sequence);
        long time = Math.max(versions.clock().millis(), last);
        if (inputs.has("request_time")) {
            time = Body.time(inputs.require("request_time", 1, 1).data().get(0), "request_time");
        }
        if (time < last) {
            throw Refusal.bad("out-of-order", "request_time is before the end of the history");
        }
        return AskerReader.asker(sequence, user, time, config);
    }

    /** Actions have a row for each item: one action, or several, filled up with empty strings. */
    private List<Interaction> history(Tensors inputs) {
        Tensor items = column(inputs.require("history_items"));
        int count = items.rows();
        if (count > limits.history()) {
            throw Refusal.bad("too-many", "history_items has more than " + limits.history() + " rows");
        }
        Tensor times = inputs.require("history_times", count, 1);
        Tensor actions = inputs.has("history_actions") ? inputs.require("history_actions") : null;
        if (actions != null && actions.rows() != count) {
            throw Refusal.bad("wrong-shape", "history_actions is to have " + count + " rows");
        }
        List<Interaction> history = new ArrayList<>(count);
        long before = 0;
        for (int i = 0; i < count; i++) {
            long item = Ids.of(Body.text(items.data().get(i), items.at(i), limits.name()));
            long time = Body.time(times.data().get(i), times.at(i));
            AskerReader.requireOrder("history_times", i, before, time);
            before = time;
            history.add(AskerReader.interaction(item, time, actions == null ? List.of() : row(actions, i), time));
        }
        return history;
    }

    private List<String> row(Tensor tensor, int row) {
        List<String> texts = new ArrayList<>();
        for (int i = row * tensor.columns(); i < (row + 1) * tensor.columns(); i++) {
            String text = Body.anyText(tensor.data().get(i), tensor.at(i), limits.name());
            if (!text.isEmpty()) {
                texts.add(text);
            }
        }
        return texts;
    }

    private static Tensor column(Tensor tensor) {
        if (tensor.columns() != 1) {
            throw Refusal.bad("wrong-shape", tensor.name() + " is to have one column");
        }
        return tensor;
    }
}
