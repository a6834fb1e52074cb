package io.millrace.benchmarks.sequences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class TrafficEventsTest {
    private static final Duration GAP = Duration.ofSeconds(60);

    private static List<Event> events(int users, int each, double skew, long seed) {
        List<Event> events = new ArrayList<>();
        new TrafficEvents(new Traffic(users, each, skew, GAP, seed)).forEachRemaining(events::add);
        return events;
    }

    @Test
    void shouldBeAFunctionOfTheSeed() {
        assertThat(events(10, 50, 1, 7)).hasSize(500).isEqualTo(events(10, 50, 1, 7));
        assertThat(events(10, 50, 1, 7)).isNotEqualTo(events(10, 50, 1, 8));
    }

    @Test
    void shouldHaveTheStatedMix() {
        List<Event> events = events(20, 5_000, 0, 1);

        assertThat(share(events, event -> event.getPayload() instanceof Impression))
                .isEqualTo(0.70, within(0.01));
        assertThat(share(events, event -> isAction(event, "click"))).isEqualTo(0.25, within(0.01));
        assertThat(share(events, event -> isAction(event, "convert"))).isEqualTo(0.03, within(0.003));
        assertThat(share(events, event -> event.getPayload() instanceof AttributeChange))
                .isEqualTo(0.02, within(0.003));
    }

    private static boolean isAction(Event event, String type) {
        return event.getPayload() instanceof Action action && action.getType().equals(type);
    }

    private static double share(List<Event> events, Predicate<Event> condition) {
        return (double) events.stream().filter(condition).count() / events.size();
    }

    @Test
    void shouldActOnWhatTheUserWasShown() {
        Map<String, Set<Object>> shown = new HashMap<>();
        Map<String, String> items = new HashMap<>();
        int named = 0;
        int actions = 0;
        for (Event event : events(10, 1_000, 0, 2)) {
            Set<Object> own = shown.computeIfAbsent(event.getUserId(), user -> new HashSet<>());
            if (event.getPayload() instanceof Impression impression) {
                own.add(impression.getItemId());
                items.put(event.getUserId() + event.getEventId(), impression.getItemId());
            } else if (event.getPayload() instanceof Action action) {
                actions++;
                assertThat(own).contains(action.getItemId());
                if (action.getImpressionId() != null) {
                    named++;
                    assertThat(items).containsEntry(event.getUserId() + action.getImpressionId(), action.getItemId());
                }
            }
        }
        assertThat((double) named / actions).isEqualTo(0.5 * 25 / 28, within(0.05));
    }

    @Test
    void shouldHaveTheStatedDensityAndDisorder() {
        List<Event> events = events(100, 20, 0, 3);

        long youngest = Long.MIN_VALUE;
        boolean disordered = false;
        for (int i = 0; i < events.size(); i++) {
            long time = events.get(i).getEventTime();
            assertThat(Traffic.START.toEpochMilli() + i * 600L - time).isBetween(0L, 499L);
            disordered |= time < youngest;
            youngest = Math.max(youngest, time);
        }
        assertThat(disordered).as("600 ms between events: none may overtake").isFalse();
        assertThat(events(1_000, 20, 0, 3))
                .as("60 ms between events: some do")
                .isNotEqualTo(events(1_000, 20, 0, 3).stream()
                        .sorted(Comparator.comparingLong(Event::getEventTime))
                        .toList());
    }

    @Test
    void shouldShareEventsAmongUsersAsAsked() {
        assertThat(shareOfTheFirst(events(100, 200, 0, 4))).isEqualTo(0.01, within(0.003));
        // 1 / H(100)
        assertThat(shareOfTheFirst(events(100, 200, 1, 4))).isEqualTo(0.193, within(0.01));
    }

    private static double shareOfTheFirst(List<Event> events) {
        return share(events, event -> event.getUserId().equals("u0"));
    }
}
