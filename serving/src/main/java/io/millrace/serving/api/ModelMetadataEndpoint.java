package io.millrace.serving.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.model.ModelConfig;
import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;
import io.millrace.serving.version.ServedModel;
import java.util.Map;
import java.util.TreeMap;

/** {@code GET /v2/models/{name}}: the tensors that the version in use takes and gives. */
public record ModelMetadataEndpoint(ModelNames names, Versions versions) implements Endpoint {
    private static final int ANY = -1;

    @Override
    public Response answer(Request request) {
        ServedModel model = names.require(request.path(), versions);
        ModelConfig config = model.layout().config();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("name", names.name());
        answer.putArray("versions").add(Long.toString(model.version()));
        answer.put("platform", "millrace");
        Map<String, int[]> shapes = Map.of(
                "user", new int[] {1},
                "request_time", new int[] {1},
                "history_items", new int[] {ANY},
                "history_times", new int[] {ANY},
                "history_actions", new int[] {ANY, ANY},
                "candidates", new int[] {ANY},
                "candidate_features", new int[] {ANY, config.features().size()},
                "candidate_dense_features",
                        new int[] {ANY, config.denseFeatures().size()});
        ArrayNode inputs = answer.putArray("inputs");
        new TreeMap<>(InferEndpoint.INPUTS).forEach((name, type) -> describe(inputs, name, type, shapes.get(name)));
        describe(
                answer.putArray("outputs"),
                InferEndpoint.SCORES,
                "FP32",
                ANY,
                config.tasks().size());
        ObjectNode parameters = versions.answer(model);
        config.tasks().forEach(parameters.putArray("tasks")::add);
        config.features().forEach(parameters.putArray("features")::add);
        config.denseFeatures().forEach(parameters.putArray("dense_features")::add);
        answer.set("parameters", parameters);
        return Response.json(200, answer);
    }

    private static void describe(ArrayNode tensors, String name, String type, int... shape) {
        ArrayNode sizes =
                tensors.addObject().put("name", name).put("datatype", type).putArray("shape");
        for (int size : shape) {
            sizes.add(size);
        }
    }
}
