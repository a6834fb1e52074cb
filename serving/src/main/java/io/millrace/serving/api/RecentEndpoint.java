package io.millrace.serving.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;
import io.millrace.serving.names.EventNames;
import io.millrace.serving.users.UserSequences;
import java.util.Comparator;

/**
 * {@code GET /recent}: of the users who did something last, those of whom most is known, the longest sequence first; and the
 * items in the newest events.
 */
public record RecentEndpoint(EventNames names, UserSequences sequences) implements Endpoint {
    private static final int LOOKED_AT = 1_000;
    private static final int SHOWN = 24;

    private record Known(String user, int interactions) {}

    @Override
    public Response answer(Request request) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode users = answer.putArray("users");
        names.users().newest(LOOKED_AT, user -> sequences.interactions(user) > 0).stream()
                .map(user -> new Known(user, sequences.interactions(Ids.of(user))))
                .sorted(Comparator.comparingInt(Known::interactions).reversed().thenComparing(Known::user))
                .limit(SHOWN)
                .forEach(
                        known -> users.addObject().put("user", known.user()).put("interactions", known.interactions()));
        ArrayNode items = answer.putArray("items");
        names.items().newest(SHOWN, item -> true).forEach(items::add);
        return Response.json(200, answer);
    }
}
