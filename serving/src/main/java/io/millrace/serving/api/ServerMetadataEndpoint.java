package io.millrace.serving.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;

/** {@code GET /v2}: what this server is. */
public final class ServerMetadataEndpoint implements Endpoint {
    @Override
    public Response answer(Request request) {
        String release = ServerMetadataEndpoint.class.getPackage().getImplementationVersion();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("name", "millrace");
        answer.put("version", release == null ? "not packaged" : release);
        answer.putArray("extensions");
        return Response.json(200, answer);
    }
}
