package io.millrace.serving.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.model.ModelConfig;
import io.millrace.model.input.ExampleTokens;
import io.millrace.model.input.TokenSequence;
import io.millrace.schemas.AuxiliaryChange;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.http.Refusal;
import io.millrace.serving.users.UserSequence;
import io.millrace.serving.users.UserSequences;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/**
 * Reads who asks: {@code user}, of whom the sequence is followed, or a sequence of its own in {@code history}, {@code
 * attributes} and {@code statics}, or both: then the sequence is the request's and the user's row the model's. {@code time}
 * is when; now, if it is not there.
 *
 * @param users sequences that are followed
 * @param clock says what now is
 */
public record AskerReader(UserSequences users, ApiLimits limits, InstantSource clock) {
    static final Set<String> FIELDS = Set.of("user", "history", "attributes", "statics", "time");

    private static final Set<String> INTERACTION = Set.of("item", "time", "actions", "action_time");
    private static final Set<String> ATTRIBUTE = Set.of("name", "value", "time");
    private static final int MOST_ACTIONS = 32;

    /** @throws Refusal if there is neither a user nor a sequence, or one that cannot be */
    Asker read(Body body, ModelConfig config) {
        long user = body.has("user") ? Ids.of(body.text("user", limits.name())) : 0;
        UserSequence sequence;
        if (body.has("history")) {
            sequence = sequence(body);
        } else if (body.has("user") && !body.has("attributes") && !body.has("statics")) {
            sequence = users.get(user).orElse(UserSequence.EMPTY);
        } else {
            throw Refusal.bad("missing-field", "user or history is missing");
        }
        long requestMillis = body.time("time").orElse(Math.max(clock.millis(), last(sequence)));
        if (requestMillis < last(sequence)) {
            throw Refusal.bad("out-of-order", "time is before the end of the history");
        }
        return asker(sequence, user, requestMillis, config);
    }

    static Asker asker(UserSequence sequence, long user, long requestMillis, ModelConfig config) {
        TokenSequence tokens =
                new ExampleTokens(config).history(sequence.statics(), sequence.interactions(), sequence.auxiliary());
        LongOpenHashSet seen = new LongOpenHashSet();
        sequence.interactions().forEach(interaction -> seen.add(interaction.getItem()));
        return new Asker(tokens, user, sequence.interactions().size(), seen, Math.floorDiv(requestMillis, 1_000L));
    }

    /** The time of the last thing that is known; 0 if nothing is. */
    static long last(UserSequence sequence) {
        List<Interaction> interactions = sequence.interactions();
        List<AuxiliaryChange> auxiliary = sequence.auxiliary();
        long acted = interactions.isEmpty()
                ? 0
                : interactions.get(interactions.size() - 1).getActionTime();
        return auxiliary.isEmpty()
                ? acted
                : Math.max(acted, auxiliary.get(auxiliary.size() - 1).getTime());
    }

    private UserSequence sequence(Body body) {
        List<Interaction> interactions = body.list("history", limits.history(), this::interaction);
        for (int i = 1; i < interactions.size(); i++) {
            requireOrder(
                    "history",
                    i,
                    interactions.get(i - 1).getActionTime(),
                    interactions.get(i).getTime());
        }
        List<AuxiliaryChange> changes = body.list("attributes", limits.history(), this::change);
        for (int i = 1; i < changes.size(); i++) {
            requireOrder(
                    "attributes",
                    i,
                    changes.get(i - 1).getTime(),
                    changes.get(i).getTime());
        }
        List<Long> statics = body.texts("statics", limits).entrySet().stream()
                .map(fact -> Ids.ofFact(fact.getKey(), fact.getValue()))
                .toList();
        return new UserSequence(statics, interactions, changes);
    }

    private Interaction interaction(JsonNode node, String place) {
        Body body = Body.object(node, place, INTERACTION);
        long item = Ids.of(body.text("item", limits.name()));
        long time = body.time("time").orElseThrow(() -> missing(body.at("time")));
        List<String> actions = body.list("actions", MOST_ACTIONS, (action, at) -> Body.text(action, at, limits.name()));
        long actionTime = body.time("action_time").orElse(time);
        if (actionTime < time) {
            throw Refusal.bad("out-of-order", body.at("action_time") + " is before time");
        }
        return interaction(item, time, actions, actions.isEmpty() ? time : actionTime);
    }

    /** Action types as the sequence builder has them: hashed, ascending, each once. */
    static Interaction interaction(long item, long time, List<String> actions, long actionTime) {
        List<Long> types = actions.stream().map(Ids::of).distinct().sorted().toList();
        return new Interaction(item, time, types, actionTime, List.of(), List.of());
    }

    private AuxiliaryChange change(JsonNode node, String place) {
        Body body = Body.object(node, place, ATTRIBUTE);
        String name = body.text("name", limits.name());
        long fact = body.has("value") ? Ids.ofFact(name, body.text("value", limits.value())) : 0;
        return new AuxiliaryChange(body.time("time").orElseThrow(() -> missing(body.at("time"))), fact);
    }

    static void requireOrder(String place, int index, long before, long time) {
        if (time < before) {
            throw Refusal.bad(
                    "out-of-order", place + "[" + index + "] is before what stands in front of it: oldest first");
        }
    }

    private static Refusal missing(String place) {
        return Refusal.bad("missing-field", place + " is missing");
    }
}
