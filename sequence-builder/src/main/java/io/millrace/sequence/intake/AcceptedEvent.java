package io.millrace.sequence.intake;

import io.millrace.sequence.feature.Features;
import java.util.Comparator;

/**
 * An event that passed validation, its strings hashed.
 *
 * @param user hash of the user id
 * @param id hash of the event id
 * @param time when it happened, milliseconds
 * @param arrival when its record reached the topic, milliseconds of the broker's clock
 * @param payload what happened
 */
public record AcceptedEvent(long user, long id, long time, long arrival, Payload payload) {
    /**
     * The order in which a user's events take effect: by time; at the same time attribute changes, then impressions, then
     * actions, so that an action finds the impression it answers, then erasures, which leave nothing of their time; then by
     * id.
     */
    public static final Comparator<AcceptedEvent> ORDER = Comparator.comparingLong(AcceptedEvent::time)
            .thenComparingInt(event -> event.payload.rank())
            .thenComparingLong(AcceptedEvent::id);

    /** What happened. */
    public sealed interface Payload {
        /** Place among events of the same time. */
        int rank();
    }

    /**
     * A fact about the user changed.
     *
     * @param slow whether it is an auxiliary token at each change; otherwise static
     * @param fact hash of name and value, 0 where the fact was taken back
     */
    public record AttributeChange(boolean slow, String name, long fact) implements Payload {
        @Override
        public int rank() {
            return 0;
        }
    }

    /** An item was shown. */
    public record Impression(long item, Features features) implements Payload {
        @Override
        public int rank() {
            return 1;
        }
    }

    /**
     * The user acted on an item.
     *
     * @param type hash of the action type
     * @param impression hash of the impression's event id, 0 where not given
     */
    public record Action(long type, long item, long impression, Features features) implements Payload {
        @Override
        public int rank() {
            return 2;
        }
    }

    /**
     * Everything of the user up to this event is to be removed.
     *
     * @param userId as it was sent: whoever hears of the erasure cannot tell it from a hash
     * @param eventId likewise
     */
    public record Erasure(String userId, String eventId) implements Payload {
        @Override
        public int rank() {
            return 3;
        }
    }
}
