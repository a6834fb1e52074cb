package io.millrace.serving.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;

/**
 * An answer.
 *
 * @param contentType of the body
 * @param headers besides
 */
public record Response(int status, String contentType, byte[] body, Map<String, String> headers) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static Response json(int status, JsonNode body) {
        try {
            return new Response(status, "application/json", JSON.writeValueAsBytes(body), Map.of());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree that cannot be written", e);
        }
    }

    /** The error that a refusal speaks of: {@code {"error": ..., "code": ...}}. */
    public static Response of(Refusal refusal) {
        ObjectNode error = JsonNodeFactory.instance.objectNode();
        error.put("error", refusal.getMessage());
        error.put("code", refusal.code());
        return json(refusal.status(), error).with(refusal.headers());
    }

    private Response with(Map<String, String> more) {
        return new Response(status, contentType, body, more);
    }
}
