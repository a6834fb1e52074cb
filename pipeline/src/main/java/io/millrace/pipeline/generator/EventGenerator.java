package io.millrace.pipeline.generator;

import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Iterator;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Lets a world happen. Impressions are a Poisson process; whom and what they are about is drawn by activity and
 * by popularity, which is looked at {@link #LOOKS_PER_HALF_LIFE} times per half-life. What follows from an impression
 * waits in a queue until it is told.
 */
final class EventGenerator implements Iterator<Event> {
    private static final int LOOKS_PER_HALF_LIFE = 50;

    /** An event and when it is told, which is not before it happens. */
    private record Told(long time, long number, Event event) {}

    private record MembershipChange(long time, int user) {}

    private final WorldConfig config;
    private final World world;
    private final String eventIdPrefix;
    private final SplittableRandom random;
    private final DelaySampler delays;
    private final WeightedSampler activity;
    private final BitSet known = new BitSet();
    private final PriorityQueue<MembershipChange> changes = new PriorityQueue<>(
            Comparator.comparingLong(MembershipChange::time).thenComparingInt(MembershipChange::user));
    private final PriorityQueue<Told> queue =
            new PriorityQueue<>(Comparator.comparingLong(Told::time).thenComparingLong(Told::number));
    private WeightedSampler popularity;
    private long popularUntil = Long.MIN_VALUE;
    private double nextImpression;
    private long impressions;
    private long told;
    private long left;

    /** @param size events until the end */
    EventGenerator(WorldConfig config, String eventIdPrefix, long size) {
        this.config = config;
        this.world = new World(config);
        this.eventIdPrefix = eventIdPrefix;
        this.random = new SplittableRandom(config.seed());
        this.delays = new DelaySampler(config.delays(), random);
        this.activity =
                new WeightedSampler(IntStream.range(0, config.population().users())
                        .mapToDouble(world::activity)
                        .toArray());
        this.nextImpression = config.stream().start().toEpochMilli();
        this.left = size;
    }

    @Override
    public boolean hasNext() {
        return left > 0;
    }

    @Override
    public Event next() {
        if (left-- <= 0) {
            throw new NoSuchElementException();
        }
        // Nothing that is still to happen is told before it happens.
        while (queue.isEmpty() || queue.peek().time() > nextHappening()) {
            happen();
        }
        return queue.poll().event();
    }

    private long nextHappening() {
        return changes.isEmpty()
                ? (long) nextImpression
                : Math.min((long) nextImpression, changes.peek().time());
    }

    private void happen() {
        if (nextHappening() < (long) nextImpression) {
            MembershipChange change = changes.poll();
            changeMembership(change.user(), change.time());
        } else {
            impress((long) nextImpression);
            nextImpression += random.nextExponential() * 1000 / config.stream().impressionsPerSecond();
        }
    }

    private void impress(long time) {
        int user = activity.draw(random);
        int item = popularity(time).draw(random);
        if (!known.get(user)) {
            known.set(user);
            introduce(user, time);
        }
        String impressionId = eventIdPrefix + impressions++;
        String userId = WorldIds.user(user);
        String itemId = WorldIds.item(item);
        Map<String, String> features = Map.of("category", "c" + world.category(item));
        tell(new Event(impressionId, userId, time, new Impression(itemId, features)));
        if (random.nextDouble() >= world.click(user, item, time)) {
            return;
        }
        long clickTime = time + delays.click();
        tell(action(impressionId, userId, clickTime, new Action("click", itemId, impressionId, Map.of())));
        if (random.nextDouble() < world.convertGivenClick(user, item, time)) {
            long convertTime = clickTime + delays.convert();
            tell(action(impressionId, userId, convertTime, new Action("convert", itemId, impressionId, Map.of())));
        }
    }

    private static Event action(String impressionId, String userId, long time, Action action) {
        return new Event(impressionId + '-' + action.getType(), userId, time, action);
    }

    private WeightedSampler popularity(long time) {
        if (time >= popularUntil) {
            popularity =
                    new WeightedSampler(IntStream.range(0, config.population().items())
                            .mapToDouble(item -> world.popularity(item, time))
                            .toArray());
            popularUntil = time + config.driftHalfLife().toMillis() / LOOKS_PER_HALF_LIFE;
        }
        return popularity;
    }

    /** Tells what is known of a user when the user appears. */
    private void introduce(int user, long time) {
        String country = World.COUNTRIES.get(world.country(user));
        tell(attribute(user, time, new AttributeChange(AttributeKind.STATIC, "country", country)));
        changeMembership(user, time);
    }

    private void changeMembership(int user, long time) {
        String level = World.MEMBERSHIPS.get(world.membership(user, time));
        tell(attribute(user, time, new AttributeChange(AttributeKind.SLOW, "membership", level)));
        changes.add(new MembershipChange(world.nextMembershipChange(user, time), user));
    }

    private Event attribute(int user, long time, AttributeChange change) {
        String userId = WorldIds.user(user);
        return new Event(eventIdPrefix + userId + '-' + change.getName() + '-' + time, userId, time, change);
    }

    private void tell(Event event) {
        WorldConfig.Stream stream = config.stream();
        long time = event.getEventTime() + random.nextLong(stream.disorder().toMillis() + 1);
        queue.add(new Told(time, told++, event));
        if (random.nextDouble() < stream.duplicateRate()) {
            long again = time + random.nextLong(WorldConfig.Stream.DUPLICATE_WITHIN.toMillis() + 1);
            queue.add(new Told(again, told++, event));
        }
    }
}
