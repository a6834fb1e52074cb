package io.millrace.pipeline.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.pipeline.generator.WorldConfig.Stream;
import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GeneratedEventsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final WorldConfig CONFIG = WorldConfig.standard(START, 42);
    private static final int EVENTS = 200_000;

    /** So few impressions a second that the events last for days, and nearly all conversions are among them. */
    private static final WorldConfig SLOW = stream(new Stream(START, 1, Duration.ZERO, 0));

    @Test
    void shouldClickAndConvertAsOftenAsTheOracleSays() {
        List<Event> events = events(SLOW, EVENTS);
        OraclePredictor oracle = new OraclePredictor(SLOW);
        Frequencies clicks = new Frequencies();
        Frequencies conversions = new Frequencies();
        long lastTime = events.get(events.size() - 1).getEventTime();
        long window = SLOW.delays()
                .longestClick()
                .plus(SLOW.delays().longestConversion())
                .toMillis();
        Set<String> clicked = impressionsWith("click", events);
        Set<String> converted = impressionsWith("convert", events);
        for (Event event : events) {
            if (event.getPayload() instanceof Impression impression && event.getEventTime() < lastTime - window) {
                String user = event.getUserId();
                String item = impression.getItemId();
                double click = oracle.click(user, item, event.getEventTime());
                double convert = oracle.convert(user, item, event.getEventTime());
                assertThat(convert).isLessThan(click);
                clicks.add(click, clicked.contains(event.getEventId()));
                conversions.add(convert, converted.contains(event.getEventId()));
            }
        }
        clicks.assertWithinNoise();
        conversions.assertWithinNoise();
        assertThat(clicks.rate()).isBetween(0.05, 0.35);
        assertThat(conversions.rate()).isBetween(0.01, 0.1);
    }

    @Test
    void shouldBeTheSameForTheSameSeedOnly() {
        List<Event> events = events(CONFIG, 5_000);
        assertThat(events(CONFIG, 5_000)).isEqualTo(events);
        assertThat(new GeneratedEvents(CONFIG, OptionalLong.of(9)).identity())
                .isEqualTo(new GeneratedEvents(CONFIG, OptionalLong.empty()).identity());

        WorldConfig other = WorldConfig.standard(START, 43);
        assertThat(events(other, 5_000)).isNotEqualTo(events);
        assertThat(new GeneratedEvents(other, OptionalLong.of(9)).identity())
                .isNotEqualTo(new GeneratedEvents(CONFIG, OptionalLong.of(9)).identity());
    }

    @Test
    void shouldChangeWhatUsersWantAsTimeGoesOn() {
        OraclePredictor oracle = new OraclePredictor(CONFIG);
        Duration halfLife = CONFIG.driftHalfLife();
        double[] atFirst = logits(oracle, Duration.ZERO);
        double soon = correlation(atFirst, logits(oracle, halfLife.dividedBy(20)));
        double later = correlation(atFirst, logits(oracle, halfLife));
        double muchLater = correlation(atFirst, logits(oracle, halfLife.multipliedBy(30)));
        assertThat(soon).isGreaterThan(0.95);
        // User and item have each kept a half; what a country likes stays.
        assertThat(later).isBetween(0.2, 0.5);
        assertThat(muchLater).isBetween(0.0, 0.2);
    }

    @Test
    void shouldShowOtherItemsAsTimeGoesOn() {
        WorldConfig config = stream(new Stream(START, 0.1, Duration.ZERO, 0));
        Map<String, Integer> first = new HashMap<>();
        Map<String, Integer> second = new HashMap<>();
        long change = START.plus(config.driftHalfLife()).toEpochMilli();
        for (Event event : events(config, EVENTS)) {
            if (event.getPayload() instanceof Impression impression) {
                (event.getEventTime() < change ? first : second).merge(impression.getItemId(), 1, Integer::sum);
            }
        }
        int shown = first.values().stream().mapToInt(Integer::intValue).sum();
        List<String> top = first.keySet().stream()
                .sorted((a, b) -> first.get(b) - first.get(a))
                .limit(100)
                .toList();
        double before = top.stream().mapToInt(first::get).sum() / (double) shown;
        double after = top.stream()
                        .mapToInt(item -> second.getOrDefault(item, 0))
                        .sum()
                / (double) second.values().stream().mapToInt(Integer::intValue).sum();
        assertThat(before)
                .as("a tenth of the items has most of the impressions")
                .isGreaterThan(0.35);
        assertThat(after).isLessThan(before * 0.8);
    }

    @Test
    void shouldTakeTheTimeThatUsersTake() {
        List<Event> events = events(SLOW, EVENTS);
        Map<String, Long> times = new HashMap<>();
        events.forEach(event -> times.put(event.getEventId(), event.getEventTime()));
        List<Long> clicks = new ArrayList<>();
        List<Long> conversions = new ArrayList<>();
        for (Event event : events) {
            if (event.getPayload() instanceof Action action) {
                boolean click = action.getType().equals("click");
                String before = action.getImpressionId() + (click ? "" : "-click");
                (click ? clicks : conversions).add(event.getEventTime() - times.get(before));
            }
        }
        WorldConfig.Delays delays = SLOW.delays();
        assertThat(clicks)
                .allMatch(delay -> delay >= 0 && delay <= delays.longestClick().toMillis());
        assertThat(mean(clicks) / delays.meanClick().toMillis()).isCloseTo(1, within(0.05));
        assertThat(conversions)
                .allMatch(delay ->
                        delay >= 0 && delay <= delays.longestConversion().toMillis());
        conversions.sort(null);
        double median = conversions.get(conversions.size() / 2);
        assertThat(median / delays.medianConversion().toMillis()).isBetween(0.85, 1.05);
        assertThat(mean(conversions) / median).as("a heavy tail").isGreaterThan(1.5);
    }

    @Test
    void shouldTellEventsInTheOrderOfTheirTimes() {
        long time = Long.MIN_VALUE;
        for (Event event : events(CONFIG, 50_000)) {
            assertThat(event.getEventTime()).isGreaterThanOrEqualTo(time);
            time = event.getEventTime();
        }
        assertThat((time - START.toEpochMilli()) / 1000.0 * CONFIG.stream().impressionsPerSecond())
                .as("impressions")
                .isBetween(35_000.0, 50_000.0);
    }

    @Test
    void shouldKeepDisorderWithinItsBound() {
        Duration disorder = Duration.ofSeconds(30);
        long latest = START.toEpochMilli();
        int late = 0;
        for (Event event : events(stream(new Stream(START, 20, disorder, 0)), 20_000)) {
            assertThat(event.getEventTime()).isGreaterThanOrEqualTo(latest - disorder.toMillis());
            late += event.getEventTime() < latest ? 1 : 0;
            latest = Math.max(latest, event.getEventTime());
        }
        assertThat(late).isGreaterThan(10_000);
    }

    @Test
    void shouldTellSomeEventsTwice() {
        List<Event> events = events(stream(new Stream(START, 20, Duration.ZERO, 0.05)), 20_000);
        assertThat(events.size() - new HashSet<>(events).size()).isBetween(800, 1_200);
        assertThat(new HashSet<>(events))
                .as("no two events share an id")
                .hasSameSizeAs(
                        new HashSet<>(events.stream().map(Event::getEventId).toList()));
    }

    @Test
    void shouldTellWhatIsKnownOfAUserBeforeAnythingElse() {
        WorldConfig config = stream(new Stream(START, 0.2, Duration.ZERO, 0));
        World world = new World(config);
        Map<String, String> countries = new HashMap<>();
        Map<String, String> memberships = new HashMap<>();
        int changes = 0;
        for (Event event : events(config, 50_000)) {
            String user = event.getUserId();
            if (event.getPayload() instanceof AttributeChange change) {
                boolean isStatic = change.getKind() == AttributeKind.STATIC;
                String before = (isStatic ? countries : memberships).put(user, change.getValue());
                assertThat(before).isNotEqualTo(change.getValue());
                changes += before == null ? 0 : 1;
            } else {
                int number = WorldIds.userNumber(user, config.population().users());
                assertThat(countries.get(user)).isEqualTo(World.COUNTRIES.get(world.country(number)));
                assertThat(memberships.get(user))
                        .isEqualTo(World.MEMBERSHIPS.get(world.membership(number, event.getEventTime())));
            }
        }
        assertThat(new HashSet<>(countries.values())).hasSameSizeAs(World.COUNTRIES);
        assertThat(changes).isGreaterThan(100);
    }

    @Test
    void shouldGoOnForEverWithoutASize() {
        GeneratedEvents endless = new GeneratedEvents(CONFIG, OptionalLong.empty());
        assertThat(endless.size()).isEmpty();
        Iterator<Event> events = endless.events();
        for (Event event : events(CONFIG, 1_000)) {
            assertThat(events.next()).isEqualTo(event);
        }
        assertThat(events.hasNext()).isTrue();
    }

    @Test
    void shouldNotPredictForWhomItDoesNotKnow() {
        OraclePredictor oracle = new OraclePredictor(CONFIG);
        for (String user : List.of("u2000", "i1", "u", "u-1", "u99999999999")) {
            assertThatThrownBy(() -> oracle.click(user, "i1", START.toEpochMilli()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(user);
        }
    }

    private static WorldConfig stream(Stream stream) {
        return new WorldConfig(
                CONFIG.population(), CONFIG.behaviour(), CONFIG.delays(), stream, CONFIG.driftHalfLife(), 42);
    }

    private static List<Event> events(WorldConfig config, int size) {
        List<Event> events = new ArrayList<>(size);
        new GeneratedEvents(config, OptionalLong.of(size)).events().forEachRemaining(events::add);
        assertThat(events).hasSize(size);
        return events;
    }

    private static Set<String> impressionsWith(String type, List<Event> events) {
        Set<String> impressions = new HashSet<>();
        for (Event event : events) {
            if (event.getPayload() instanceof Action action && action.getType().equals(type)) {
                impressions.add(action.getImpressionId());
            }
        }
        return impressions;
    }

    private static double[] logits(OraclePredictor oracle, Duration sinceStart) {
        double[] logits = new double[20_000];
        for (int i = 0; i < logits.length; i++) {
            double p = oracle.click(
                    "u" + i % 1_999, "i" + i % 997, START.plus(sinceStart).toEpochMilli());
            logits[i] = Math.log(p / (1 - p));
        }
        return logits;
    }

    private static double correlation(double[] a, double[] b) {
        double meanA = Arrays.stream(a).average().orElseThrow();
        double meanB = Arrays.stream(b).average().orElseThrow();
        double product = 0;
        double squareA = 0;
        double squareB = 0;
        for (int i = 0; i < a.length; i++) {
            product += (a[i] - meanA) * (b[i] - meanB);
            squareA += (a[i] - meanA) * (a[i] - meanA);
            squareB += (b[i] - meanB) * (b[i] - meanB);
        }
        return product / Math.sqrt(squareA * squareB);
    }

    private static double mean(List<Long> values) {
        return values.stream().mapToLong(Long::longValue).average().orElseThrow();
    }
}
