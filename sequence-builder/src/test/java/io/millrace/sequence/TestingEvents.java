package io.millrace.sequence;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.intake.AcceptedEvent;

/** Events of one user, with ids made of what they are. Arrival is the event time plus five. */
public final class TestingEvents {
    public static final long USER = Ids.of("user");
    /** An event time of round figures, far from all limits. */
    public static final long T0 = 1_700_000_000_000L;

    private TestingEvents() {}

    public static AcceptedEvent impression(String id, String item, long time) {
        return event(id, time, new AcceptedEvent.Impression(Ids.of(item), Features.of()));
    }

    public static AcceptedEvent click(String id, String item, long time) {
        return action(id, "click", item, time);
    }

    public static AcceptedEvent action(String id, String type, String item, long time) {
        return event(id, time, new AcceptedEvent.Action(Ids.of(type), Ids.of(item), 0, Features.of()));
    }

    public static AcceptedEvent actionOn(String impression, String id, String type, String item, long time) {
        return event(id, time, new AcceptedEvent.Action(Ids.of(type), Ids.of(item), Ids.of(impression), Features.of()));
    }

    public static AcceptedEvent attribute(String id, boolean slow, String name, String value, long time) {
        long fact = value == null ? 0 : Ids.ofFact(name, value);
        return event(id, time, new AcceptedEvent.AttributeChange(slow, name, fact));
    }

    public static AcceptedEvent erasure(String id, long time) {
        return event(id, time, new AcceptedEvent.Erasure("user", id));
    }

    public static AcceptedEvent event(String id, long time, AcceptedEvent.Payload payload) {
        return new AcceptedEvent(USER, Ids.of(id), time, time + 5, payload);
    }
}
