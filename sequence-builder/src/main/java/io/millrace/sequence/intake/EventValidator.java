package io.millrace.sequence.intake;

import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.codec.UndecodableException;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.feature.Features;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Decides whether a record is an event that can be used.
 *
 * <p>Reasons for a dead letter: {@code no-value}, {@code not-avro}, {@code unknown-schema}, {@code broken-body},
 * {@code not-utf8}; {@code empty-} or {@code oversized-} followed by {@code event-id}, {@code user-id}, {@code item-id},
 * {@code action-type}, {@code impression-id} or {@code attribute-name}; {@code oversized-attribute-value}; {@code
 * oversized-feature-name}, {@code oversized-feature-value}, {@code too-many-features}; {@code not-a-number} for a dense
 * feature that is no finite number; {@code time-before-1990}, {@code time-in-future}.
 *
 * <p>Not thread-safe: give every thread its own.
 */
public final class EventValidator {
    /** Longest id, type or name, in UTF-16 units. */
    public static final int MAX_NAME = 256;
    /** Longest value of a feature or an attribute, in UTF-16 units. */
    public static final int MAX_VALUE = 1024;
    /** Most features of one event, configured or not. */
    public static final int MAX_FEATURES = 128;
    /** How far ahead of the clock an event may be. */
    public static final Duration MAX_AHEAD = Duration.ofDays(1);

    private static final Pattern DECIMAL = Pattern.compile("[+-]?([0-9]+\\.?[0-9]*|\\.[0-9]+)([eE][+-]?[0-9]+)?");
    private static final long EARLIEST = Instant.parse("1990-01-01T00:00:00Z").toEpochMilli();

    private final SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
    private final List<String> features;
    private final List<String> denseFeatures;
    private final Clock clock;

    /**
     * @param features the configured fields that are categories; fields that are not configured are checked, then left out
     * @param denseFeatures the configured fields that are numbers
     * @param clock tells what lies in the future
     */
    public EventValidator(List<String> features, List<String> denseFeatures, Clock clock) {
        this.features = List.copyOf(features);
        this.denseFeatures = List.copyOf(denseFeatures);
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
        try {
            return codec.decode(record.value());
        } catch (UndecodableException e) {
            throw new Refusal(e.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'), e.getMessage());
        }
    }

    private AcceptedEvent accept(Event event, long arrival) throws Refusal {
        long id = id("event-id", event.getEventId());
        long user = id("user-id", event.getUserId());
        checkTime(event.getEventTime());
        return new AcceptedEvent(user, id, event.getEventTime(), arrival, payload(event.getPayload()));
    }

    private AcceptedEvent.Payload payload(Object payload) throws Refusal {
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
        AttributeChange change = (AttributeChange) payload;
        id("attribute-name", change.getName());
        checkLength("attribute-value", change.getValue(), MAX_VALUE);
        long fact = change.getValue() == null ? 0 : Ids.ofFact(change.getName(), change.getValue());
        return new AcceptedEvent.AttributeChange(change.getKind() == AttributeKind.SLOW, change.getName(), fact);
    }

    private Features features(Map<String, String> values) throws Refusal {
        if (values.size() > MAX_FEATURES) {
            throw new Refusal("too-many-features", values.size() + " features, more than " + MAX_FEATURES);
        }
        for (Map.Entry<String, String> entry : values.entrySet()) {
            checkLength("feature-name", entry.getKey(), MAX_NAME);
            checkLength("feature-value", entry.getValue(), MAX_VALUE);
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

    private void checkTime(long time) throws Refusal {
        if (time < EARLIEST) {
            throw new Refusal("time-before-1990", "event time " + time + " is before 1990");
        }
        long now = clock.millis();
        if (time > now + MAX_AHEAD.toMillis()) {
            throw new Refusal("time-in-future", "event time " + time + " is more than a day after " + now);
        }
    }

    private static long id(String field, String value) throws Refusal {
        if (value.isEmpty()) {
            throw new Refusal("empty-" + field, field + " is empty");
        }
        checkLength(field, value, MAX_NAME);
        return Ids.of(value);
    }

    private static void checkLength(String field, String value, int most) throws Refusal {
        if (value != null && value.length() > most) {
            throw new Refusal("oversized-" + field, field + " has " + value.length() + " characters");
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
