package io.millrace.serving.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;
import io.millrace.serving.names.EventNames;
import io.millrace.serving.names.WireNames;
import io.millrace.serving.users.UserSequence;
import io.millrace.serving.users.UserSequences;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * {@code POST /sequence}: what is known of a user, oldest first, each interaction an item and what was done with it. What has
 * no known name is given by its hash.
 */
public record SequenceEndpoint(UserSequences users, EventNames names, ApiLimits limits) implements Endpoint {
    @Override
    public Response answer(Request request) {
        Body body = Body.parse(request.body(), Set.of("user"));
        String user = body.text("user", limits.name());
        List<Interaction> interactions =
                users.get(Ids.of(user)).orElse(UserSequence.EMPTY).interactions();
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("user", user);
        ArrayNode all = answer.putArray("interactions");
        for (Interaction interaction : interactions) {
            ObjectNode node = all.addObject();
            node.put("item", name(names.items(), interaction.getItem()));
            node.put("time", interaction.getTime());
            ArrayNode actions = node.putArray("actions");
            interaction.getActions().forEach(type -> actions.add(name(names.actions(), type)));
            if (!interaction.getActions().isEmpty()) {
                node.put("action_time", interaction.getActionTime());
            }
        }
        return Response.json(200, answer);
    }

    private static String name(WireNames known, long hash) {
        return known.of(hash).orElseGet(() -> '#' + HexFormat.of().toHexDigits(hash));
    }
}
