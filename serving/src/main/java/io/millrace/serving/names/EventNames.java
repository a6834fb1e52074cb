package io.millrace.serving.names;

import io.millrace.schemas.Action;
import io.millrace.schemas.Erasure;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.serving.topic.FollowedTopic;
import java.time.Duration;

/**
 * The names that events tell of.
 *
 * @param items of impressions and actions
 * @param users who did something; one who is erased is forgotten
 * @param actions their types
 */
public record EventNames(WireNames items, WireNames users, WireNames actions) {
    private static final long MOST_USERS_BYTES = 1 << 20;
    private static final long MOST_ACTIONS_BYTES = 64 << 10;

    /** @param items bytes for the names of items; users and types of actions take little beside */
    public static EventNames holding(long items) {
        return new EventNames(new WireNames(items), new WireNames(MOST_USERS_BYTES), new WireNames(MOST_ACTIONS_BYTES));
    }

    /** The topic of events, from which names are taken. */
    public FollowedTopic from(String events, Duration lookBack) {
        SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
        return FollowedTopic.since(events, lookBack, record -> {
            // Heartbeats have no value.
            if (record.value() != null) {
                take(codec.decode(record.value()));
            }
        });
    }

    private void take(Event event) {
        if (event.getPayload() instanceof Erasure) {
            users.remove(event.getUserId());
            return;
        }
        if (event.getPayload() instanceof Impression impression) {
            items.put(impression.getItemId());
        } else if (event.getPayload() instanceof Action action) {
            items.put(action.getItemId());
            actions.put(action.getType());
        }
        users.put(event.getUserId());
    }
}
