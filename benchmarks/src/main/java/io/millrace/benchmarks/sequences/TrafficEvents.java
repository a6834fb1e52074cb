package io.millrace.benchmarks.sequences;

import io.millrace.pipeline.generator.WeightedSampler;
import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * The events of {@link Traffic}, in the order in which they come.
 *
 * <p>Users are drawn independently. An event is an impression of a random item, a click on one of the last three items that
 * the user was shown (every other one names the impression), a conversion on the item clicked last, or the change of an
 * attribute; while there is nothing to click or to convert on, an impression.
 */
final class TrafficEvents implements Iterator<Event> {
    /** Shares, of a hundred; the rest are attribute changes, slow and static in equal parts. */
    static final int IMPRESSIONS = 70;

    static final int CLICKS = 25;
    static final int CONVERSIONS = 3;

    private static final int ITEMS = 100_000;
    private static final int CATEGORIES = 100;
    private static final int DEVICES = 5;
    private static final int RECENT = 3;
    private static final int NONE = -1;

    private final Traffic traffic;
    private final SplittableRandom random;
    private final WeightedSampler users;
    // By user: the items last shown and the numbers of their events, in a ring, how many there were, and the last
    // click.
    private final int[] shownItems;
    private final long[] shownEvents;
    private final int[] shown;
    private final int[] clicked;
    private long sent;

    TrafficEvents(Traffic traffic) {
        this.traffic = traffic;
        this.random = new SplittableRandom(traffic.seed());
        this.users = new WeightedSampler(IntStream.rangeClosed(1, traffic.users())
                .mapToDouble(rank -> Math.pow(rank, -traffic.skew()))
                .toArray());
        this.shownItems = new int[RECENT * traffic.users()];
        this.shownEvents = new long[RECENT * traffic.users()];
        this.shown = new int[traffic.users()];
        this.clicked = new int[traffic.users()];
        Arrays.fill(clicked, NONE);
    }

    @Override
    public boolean hasNext() {
        return sent < traffic.events();
    }

    @Override
    public Event next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        int user = users.draw(random);
        Event event = new Event(id(sent), "u" + user, time(), payload(user));
        sent++;
        return event;
    }

    private static String id(long event) {
        return "e" + event;
    }

    private long time() {
        double spacing = (double) traffic.gap().toMillis() / traffic.users();
        return Traffic.START.toEpochMilli() + (long) (sent * spacing) - random.nextLong(Traffic.DISORDER.toMillis());
    }

    private Object payload(int user) {
        int dice = random.nextInt(100);
        if (dice >= IMPRESSIONS + CLICKS + CONVERSIONS) {
            return attributeChange();
        }
        if (dice >= IMPRESSIONS + CLICKS && clicked[user] != NONE) {
            return new Action("convert", item(clicked[user]), null, Map.of());
        }
        if (dice >= IMPRESSIONS && dice < IMPRESSIONS + CLICKS && shown[user] > 0) {
            return click(user);
        }
        return impression(user);
    }

    private Object attributeChange() {
        return random.nextBoolean()
                ? new AttributeChange(AttributeKind.SLOW, "plan", "v" + random.nextInt(3))
                : new AttributeChange(AttributeKind.STATIC, "country", "v" + random.nextInt(20));
    }

    private Object click(int user) {
        int place = RECENT * user + random.nextInt(Math.min(RECENT, shown[user]));
        clicked[user] = shownItems[place];
        String named = random.nextBoolean() ? id(shownEvents[place]) : null;
        return new Action("click", item(clicked[user]), named, Map.of());
    }

    private Object impression(int user) {
        int item = random.nextInt(ITEMS);
        int place = RECENT * user + shown[user] % RECENT;
        shownItems[place] = item;
        shownEvents[place] = sent;
        shown[user]++;
        return new Impression(
                item(item), Map.of("category", "c" + item % CATEGORIES, "device", "d" + random.nextInt(DEVICES)));
    }

    private static String item(int item) {
        return "i" + item;
    }
}
