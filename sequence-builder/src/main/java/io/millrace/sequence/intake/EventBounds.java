package io.millrace.sequence.intake;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * What an event may be at most. All bounds are inclusive.
 *
 * @param name longest id, action type or name, in UTF-16 units
 * @param value longest value of a feature or an attribute, in UTF-16 units
 * @param features most features of one event, configured or not
 * @param earliest event time
 * @param ahead how far an event time may lie after the record's arrival at the broker
 */
public record EventBounds(int name, int value, int features, Instant earliest, Duration ahead) implements Serializable {
    public EventBounds {
        check(name > 0, "name must be positive, is " + name);
        check(value >= 0, "value is negative: " + value);
        check(features >= 0, "features is negative: " + features);
        check(earliest.toEpochMilli() >= 0, "earliest is before 1970: " + earliest);
        check(!ahead.isNegative(), "ahead is negative: " + ahead);
    }

    public static EventBounds defaults() {
        return new EventBounds(256, 1024, 128, Instant.parse("1990-01-01T00:00:00Z"), Duration.ofDays(1));
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException("bounds of events: " + message);
        }
    }
}
