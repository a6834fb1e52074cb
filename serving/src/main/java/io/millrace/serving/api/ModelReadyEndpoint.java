package io.millrace.serving.api;

import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Refusal;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;
import io.millrace.serving.version.ServedModel;

/** {@code GET /v2/models/{name}/ready}, and of a version: whether it can be asked. */
public record ModelReadyEndpoint(ModelNames names, Versions versions) implements Endpoint {
    @Override
    public Response answer(Request request) {
        ServedModel model = names.require(request.path(), versions);
        if (!versions.isReady()) {
            throw Refusal.later("not-ready", "the model is not warm yet");
        }
        return Response.json(
                200, versions.answer(model).put("name", names.name()).put("ready", true));
    }
}
