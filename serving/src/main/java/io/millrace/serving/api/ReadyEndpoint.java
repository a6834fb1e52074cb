package io.millrace.serving.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;

/** {@code GET /readyz}, {@code /v2/health/ready}: 200 when a version is verified and warm, 503 before. */
public record ReadyEndpoint(Versions versions) implements Endpoint {
    @Override
    public Response answer(Request request) {
        boolean ready = versions.isReady();
        ObjectNode answer =
                versions.current().get().map(versions::answer).orElseGet(JsonNodeFactory.instance::objectNode);
        return Response.json(ready ? 200 : 503, answer.put("ready", ready));
    }
}
