package io.millrace.sequence;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.intake.AcceptedEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** Random streams, each a function of its seed; never to be changed, since committed savepoints are of such streams. */
public final class TestingStream {
    private static final String[] TYPES = {"click", "click", "click", "like", "dislike", "cart", "convert", "convert"};

    private TestingStream() {}

    /**
     * Events of several users over some hours, by time: impressions, actions on what was shown and on what was not,
     * attribute changes; many at the same millisecond.
     */
    public static List<AcceptedEvent> ofEvents(long seed, int users, int events) {
        Random random = new Random(seed);
        List<AcceptedEvent> stream = new ArrayList<>();
        long time = TestingEvents.T0;
        List<Long> shown = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            time += random.nextInt(4) == 0 ? 0 : random.nextInt(60_000);
            long user = Ids.mix(random.nextInt(users));
            long id = Ids.combine(seed, i);
            AcceptedEvent.Payload payload = payload(random, shown);
            if (payload instanceof AcceptedEvent.Impression) {
                shown.add(id);
            }
            stream.add(new AcceptedEvent(user, id, time, time + random.nextInt(100), payload));
        }
        return stream;
    }

    private static AcceptedEvent.Payload payload(Random random, List<Long> shown) {
        long item = Ids.mix(1000 + random.nextInt(12));
        int dice = random.nextInt(20);
        if (dice < 10) {
            return new AcceptedEvent.Impression(item, features(random));
        }
        if (dice < 19) {
            long named = shown.isEmpty() || random.nextInt(4) > 0 ? 0 : shown.get(random.nextInt(shown.size()));
            long type = Ids.of(TYPES[random.nextInt(TYPES.length)]);
            return new AcceptedEvent.Action(type, item, named, features(random));
        }
        String name = "fact" + random.nextInt(3);
        long fact = random.nextInt(4) == 0 ? 0 : Ids.ofFact(name, "v" + random.nextInt(2));
        return new AcceptedEvent.AttributeChange(random.nextBoolean(), name, fact);
    }

    /** A category and two numbers; any may be absent. */
    private static Features features(Random random) {
        float[] numbers = {random.nextInt(3) == 0 ? Float.NaN : random.nextFloat() * 100, random.nextInt(4) - 1};
        return new Features(new long[] {random.nextInt(5)}, numbers);
    }

    /** The events in an order in which none comes after one that is more than {@code disorder} younger. */
    public static List<AcceptedEvent> shuffled(List<AcceptedEvent> events, long disorder, long seed) {
        Random random = new Random(seed);
        Map<AcceptedEvent, Long> place = new HashMap<>();
        events.forEach(event -> place.put(event, event.time() + (long) (random.nextDouble() * disorder)));
        List<AcceptedEvent> shuffled = new ArrayList<>(events);
        Collections.shuffle(shuffled, random);
        shuffled.sort(Comparator.comparingLong(place::get));
        return shuffled;
    }

    public static Map<Long, List<AcceptedEvent>> byUser(List<AcceptedEvent> events) {
        return events.stream().collect(Collectors.groupingBy(AcceptedEvent::user));
    }
}
