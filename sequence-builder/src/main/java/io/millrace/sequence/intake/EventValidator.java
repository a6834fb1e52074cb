package io.millrace.sequence.intake;

import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.Erasure;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.feature.Features;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Decides whether a record is an event that can be used. The decision is a function of the record alone: read again, after
 * a restart or tomorrow, it is decided the same.
 *
 * <p>Reasons for a dead letter: {@code no-value}, {@code oversized-record}, {@code not-avro}, {@code unknown-schema}, {@code
 * unknown-symbol} of an enum, {@code broken-body}, {@code not-utf8}; {@code empty-} or {@code oversized-} followed by {@code
 * event-id}, {@code user-id}, {@code item-id}, {@code action-type}, {@code impression-id} or {@code attribute-name}; {@code
 * oversized-attribute-value}; {@code oversized-feature-name}, {@code oversized-feature-value}, {@code too-many-features};
 * {@code not-a-number} for a dense feature that is no finite number; {@code time-too-early}, {@code time-in-future}.
 *
 * <p>A time lies in the future as seen from the record's arrival. Where the topic has no time of the broker's ({@code
 * LogAppendTime}), a producer may claim any: the clock is then the latest arrival that is believed, and the arrival of a
 * record without one.
 *
 * <p>Not thread-safe: give every thread its own.
 */
public final class EventValidator {
    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");

    private final SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
    private final List<String> features;
    private final List<String> denseFeatures;
    private final EventBounds bounds;
    private final Clock clock;

    /**
     * @param features the configured fields that are categories; fields that are not configured are checked, then left out
     * @param denseFeatures the configured fields that are numbers
     * @param clock no record has arrived after it
     */
    public EventValidator(List<String> features, List<String> denseFeatures, EventBounds bounds, Clock clock) {
        this.features = List.copyOf(features);
        this.denseFeatures = List.copyOf(denseFeatures);
        this.bounds = bounds;
        this.clock = clock;
    }

    public Intake validate(ConsumedRecord record) {
        try {
            return Intake.accepted(record, accept(decode(record), record.timestamp()));
        } catch (Refusal refusal) {
            return Intake.refused(record, refusal.reason, refusal.getMessage());
        }
    }

    private Event decode(ConsumedRecord record) throws Refusal {
        if (record.value() == null) {
            throw new Refusal("no-value", "the record has no value");
        }
        if (Intake.isOversized(record)) {
            throw new Refusal("oversized-record", record.size() + " bytes, more than a dead letter can keep");
        }
        try {
            return codec.decode(record.value());
        } catch (UndecodableException e) {
            throw new Refusal(e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'), e.getMessage());
        }
    }

    private AcceptedEvent accept(Event event, long arrival) throws Refusal {
        long id = id("event-id", event.getEventId());
        long user = id("user-id", event.getUserId());
        checkTime(event.getEventTime(), arrival);
        return new AcceptedEvent(user, id, event.getEventTime(), arrival, payload(event));
    }

    private AcceptedEvent.Payload payload(Event event) throws Refusal {
        Object payload = event.getPayload();
        if (payload instanceof Impression impression) {
            return new AcceptedEvent.Impression(
                    id("item-id", impression.getItemId()), features(impression.getFeatures()));
        }
        if (payload instanceof Action action) {
            long impression = action.getImpressionId() == null ? 0 : id("impression-id", action.getImpressionId());
            return new AcceptedEvent.Action(
                    id("action-type", action.getType()),
                    id("item-id", action.getItemId()),
                    impression,
                    features(action.getFeatures()));
        }
        if (payload instanceof Erasure) {
            return new AcceptedEvent.Erasure(event.getUserId(), event.getEventId());
        }
        AttributeChange change = (AttributeChange) payload;
        id("attribute-name", change.getName());
        checkLength("attribute-value", change.getValue(), bounds.value());
        long fact = change.getValue() == null ? 0 : Ids.ofFact(change.getName(), change.getValue());
        return new AcceptedEvent.AttributeChange(change.getKind() == AttributeKind.SLOW, change.getName(), fact);
    }

    private Features features(Map<String, String> values) throws Refusal {
        if (values.size() > bounds.features()) {
            throw new Refusal("too-many-features", values.size() + " features, more than " + bounds.features());
        }
        for (Map.Entry<String, String> entry : values.entrySet()) {
            checkLength("feature-name", entry.getKey(), bounds.name());
            checkLength("feature-value", entry.getValue(), bounds.value());
        }
        long[] hashes = new long[features.size()];
        for (int i = 0; i < hashes.length; i++) {
            String value = values.get(features.get(i));
            hashes[i] = value == null ? 0 : Ids.ofFact(features.get(i), value);
        }
        float[] numbers = new float[denseFeatures.size()];
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = number(denseFeatures.get(i), values.get(denseFeatures.get(i)));
        }
        return new Features(hashes, numbers);
    }

    private static float number(String field, String value) throws Refusal {
        if (value == null) {
            return Float.NaN;
        }
        // Java reads more than other languages do: hexadecimal digits, a type's suffix, blanks around.
        float number = DECIMAL.matcher(value).matches() ? Float.parseFloat(value) : Float.NaN;
        if (!Float.isFinite(number)) {
            throw new Refusal("not-a-number", field + " is '" + value + "', no finite number");
        }
        return number;
    }

    private void checkTime(long time, long arrival) throws Refusal {
        if (time < bounds.earliest().toEpochMilli()) {
            throw new Refusal("time-too-early", "event time " + time + " is before " + bounds.earliest());
        }
        long now = clock.millis();
        long arrived = arrival < 0 ? now : Math.min(arrival, now);
        if (time > arrived + bounds.ahead().toMillis()) {
            throw new Refusal(
                    "time-in-future",
                    "event time " + time + " is more than " + bounds.ahead() + " after the record's arrival, "
                            + arrived);
        }
    }

    private long id(String field, String value) throws Refusal {
        if (value.isEmpty()) {
            throw new Refusal("empty-" + field, field + " is empty");
        }
        checkLength(field, value, bounds.name());
        return Ids.of(value);
    }

    private static void checkLength(String field, String value, int most) throws Refusal {
        if (value != null && value.length() > most) {
            throw new Refusal(
                    "oversized-" + field, field + " has " + value.length() + " characters, more than " + most);
        }
    }

    /** Unwinds from wherever the event turned out to be unusable. */
    private static final class Refusal extends Exception {
        private final String reason;

        Refusal(String reason, String detail) {
            super(detail, null, false, false);
            this.reason = reason;
        }
    }
}
