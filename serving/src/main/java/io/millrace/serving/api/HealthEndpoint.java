package io.millrace.serving.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;

/** {@code GET /healthz}, {@code /v2/health/live}: the process answers. */
public final class HealthEndpoint implements Endpoint {
    @Override
    public Response answer(Request request) {
        return Response.json(200, JsonNodeFactory.instance.objectNode().put("live", true));
    }
}
