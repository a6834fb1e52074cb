package io.millrace.serving.api;

import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.serving.http.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Reads an event that the job will accept: {@code user}, {@code event_id} and {@code time} if they are given, and one of
 * {@code impression}, {@code action} and {@code attribute}. Erasures are not taken: whoever may report a click may not
 * erase.
 *
 * @param clock says what now is
 * @param ids gives ids to events that have none
 * @param earliest before it nothing happened
 * @param ahead how long after now an event may claim to happen
 * @param denseFeatures fields that must be numbers, as the model in use has them
 */
public record EventReader(
        ApiLimits limits,
        InstantSource clock,
        Supplier<String> ids,
        Instant earliest,
        Duration ahead,
        Supplier<List<String>> denseFeatures) {
    private static final Set<String> FIELDS = Set.of("user", "event_id", "time", "impression", "action", "attribute");
    private static final Set<String> IMPRESSION = Set.of("item", "features");
    private static final Set<String> ACTION = Set.of("type", "item", "impression_id", "features");
    private static final Set<String> ATTRIBUTE = Set.of("name", "value", "slow");

    /** @throws Refusal if it is no event, or one that would become a dead letter */
    Event read(byte[] bytes) {
        Body body = Body.parse(bytes, FIELDS);
        String user = body.text("user", limits.name());
        String id = body.has("event_id") ? body.text("event_id", limits.name()) : ids.get();
        long now = clock.millis();
        long time = body.time("time").orElse(now);
        if (time < earliest.toEpochMilli() || time > now + ahead.toMillis()) {
            throw Refusal.bad("out-of-range", "time is before " + earliest + " or more than " + ahead + " from now");
        }
        return new Event(id, user, time, payload(body));
    }

    private Object payload(Body body) {
        List<String> kinds = List.of("impression", "action", "attribute").stream()
                .filter(body::has)
                .toList();
        if (kinds.size() != 1) {
            throw Refusal.bad("missing-field", "one of impression, action and attribute is to be there, and no other");
        }
        return switch (kinds.get(0)) {
            case "impression" -> impression(body.object("impression", IMPRESSION));
            case "action" -> action(body.object("action", ACTION));
            default -> attribute(body.object("attribute", ATTRIBUTE));
        };
    }

    private Impression impression(Body body) {
        return new Impression(body.text("item", limits.name()), features(body));
    }

    private Action action(Body body) {
        String impression = body.has("impression_id") ? body.text("impression_id", limits.name()) : null;
        return new Action(
                body.text("type", limits.name()), body.text("item", limits.name()), impression, features(body));
    }

    /** Without a value the fact is taken back. */
    private AttributeChange attribute(Body body) {
        AttributeKind kind = body.flag("slow", true) ? AttributeKind.SLOW : AttributeKind.STATIC;
        String value = body.has("value") ? body.text("value", limits.value()) : null;
        return new AttributeChange(kind, body.text("name", limits.name()), value);
    }

    private Map<String, String> features(Body body) {
        Map<String, String> features = body.texts("features", limits);
        for (String name : denseFeatures.get()) {
            if (features.containsKey(name)) {
                CandidateReader.number(features.get(name), body.at("features") + "." + name);
            }
        }
        return features;
    }
}
