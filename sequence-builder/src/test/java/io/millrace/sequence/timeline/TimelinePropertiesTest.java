package io.millrace.sequence.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Interaction;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.SequenceConfig.Slices;
import io.millrace.sequence.TestingStream;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.Action;
import io.millrace.sequence.intake.AcceptedEvent.Impression;
import io.millrace.sequence.label.LabelPolicy;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for every stream, over seeded random ones of a single user. */
class TimelinePropertiesTest {
    private static final long DISORDER = Duration.ofMinutes(3).toMillis();
    private static final SequenceConfig CONFIG = SequenceConfig.defaults()
            .withSlices(new Slices(20, 4))
            .withEmission(new Emission(5, Duration.ofMinutes(1)))
            .withRetention(new Retention(64, 4096, 8, Duration.ofDays(3), Duration.ofDays(90)));

    private static final LongSet EXPOSING = LabelPolicy.hashes(CONFIG.actions().exposing());

    private static List<AcceptedEvent> stream(long seed) {
        return TestingStream.ofEvents(seed, 1, 1500);
    }

    private static TestingTimeline run(List<AcceptedEvent> events, long disorder, int every) {
        return run(CONFIG, events, disorder, every);
    }

    private static TestingTimeline run(SequenceConfig config, List<AcceptedEvent> events, long disorder, int every) {
        TestingTimeline timeline = new TestingTimeline(config, events.get(0).user());
        long youngest = 0;
        int count = 0;
        for (AcceptedEvent event : events) {
            timeline.take(event);
            youngest = Math.max(youngest, event.time());
            if (++count % every == 0) {
                timeline.advance(youngest - disorder - 1);
            }
        }
        return timeline;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void shouldNotDependOnTheOrderOfArrivalNorOnTheWatermarks(long seed) {
        List<AcceptedEvent> events = stream(seed);
        TestingTimeline ordered = run(events, 0, 1);
        TestingTimeline shuffled = run(TestingStream.shuffled(events, DISORDER, seed + 100), DISORDER, 1);
        TestingTimeline seldom = run(TestingStream.shuffled(events, DISORDER, seed + 200), DISORDER, 97);
        long end = events.get(events.size() - 1).time() + 1;
        List.of(ordered, shuffled, seldom).forEach(timeline -> timeline.advance(end));

        assertThat(shuffled.count(Count.LATE)).isZero();
        assertThat(ordered.examples).hasSizeGreaterThan(50);
        for (TestingTimeline other : List.of(shuffled, seldom)) {
            assertThat(other.examples).isEqualTo(ordered.examples);
            assertThat(other.parts().contents()).isEqualTo(ordered.parts().contents());
        }
    }

    /** Whatever is in the heap only is written back and read again at any moment, late events and repetitions included. */
    @ParameterizedTest
    @ValueSource(longs = {41, 42})
    void shouldNotDependOnWhatIsInTheHeap(long seed) {
        List<AcceptedEvent> events = lateAndTwice(seed);
        TestingTimeline kept = run(events, 0, 1);
        TestingTimeline restarted = new TestingTimeline(CONFIG, events.get(0).user());
        Random random = new Random(seed);
        long youngest = 0;
        for (AcceptedEvent event : events) {
            restarted.take(event);
            youngest = Math.max(youngest, event.time());
            restarted.advance(youngest - 1);
            if (random.nextInt(3) == 0) {
                restarted.restart(CONFIG);
            }
        }
        List.of(kept, restarted).forEach(timeline -> timeline.advance(Long.MAX_VALUE / 2));

        assertThat(restarted.examples).isEqualTo(kept.examples).hasSizeGreaterThan(50);
        assertThat(restarted.parts().contents()).isEqualTo(kept.parts().contents());
    }

    /** Of one who is small, grows over the border, is let go of but for the history, and grows again. */
    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54, 55, 56, 57, 58, 59, 60})
    void shouldNotDependOnWhenTheUserIsFoundTooLarge(long seed) {
        SequenceConfig brief =
                CONFIG.withRetention(new Retention(64, 4096, 8, Duration.ofDays(2), Duration.ofDays(10)));
        List<AcceptedEvent> events = bursts(new Random(seed));
        long user = events.get(0).user();
        TestingTimeline kept = new TestingTimeline(brief, user).writingLate();
        TestingTimeline written = new TestingTimeline(brief, user);
        TestingTimeline restarted = new TestingTimeline(brief, user).writingLate();
        Random random = new Random(seed);
        for (AcceptedEvent event : events) {
            List.of(kept, written, restarted)
                    .forEach(timeline -> timeline.take(event).advance(event.time() - 1));
            if (random.nextInt(3) == 0) {
                restarted.restart(brief);
            }
        }
        for (TestingTimeline other : List.of(written, restarted)) {
            assertThat(other.parts().contents()).isEqualTo(kept.parts().contents());
            other.advance(Long.MAX_VALUE / 2);
        }
        kept.advance(Long.MAX_VALUE / 2);
        for (TestingTimeline other : List.of(written, restarted)) {
            assertThat(other.examples).isEqualTo(kept.examples).hasSizeGreaterThan(10);
            for (Count count : Count.values()) {
                if (count.compareTo(Count.KEPT) >= 0) {
                    assertThat(other.count(count)).as(count.label()).isEqualTo(kept.count(count));
                }
            }
            assertThat(other.parts().isEmpty()).isTrue();
            assertThat(other.state.isEmpty()).isTrue();
        }
    }

    /** Some events, some more, days or weeks between: the first burst is small, others are not. */
    private static List<AcceptedEvent> bursts(Random random) {
        List<AcceptedEvent> all = new ArrayList<>();
        long pause = 0;
        for (int burst = 0; burst < 6; burst++) {
            List<AcceptedEvent> some = TestingStream.ofEvents(random.nextLong(), 1, 3 + random.nextInt(150));
            for (AcceptedEvent event : some) {
                all.add(new AcceptedEvent(
                        event.user(), event.id(), event.time() + pause, event.arrival() + pause, event.payload()));
            }
            pause += Duration.ofDays(1 + random.nextInt(16)).toMillis();
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(longs = {14, 16, 17})
    void shouldAccountForEveryEventAndEveryLabelWhateverComesLateOrTwice(long seed) {
        List<AcceptedEvent> events = lateAndTwice(seed);
        TestingTimeline timeline = run(events, 0, 1);
        assertThat(timeline.count(Count.LATE)).isEqualTo(late(events)).isGreaterThan(100);
        assertAccounts(timeline, events);

        timeline.advance(Long.MAX_VALUE);
        assertAccounts(timeline, events);
        assertThat(timeline.count(Count.LATE)).isEqualTo(late(events));
        assertThat(timeline.count(Count.BUFFERED)).isZero();
        assertThat(timeline.count(Count.EXPOSURES_OPEN)).isZero();
        assertThat(timeline.count(Count.EXPOSURES_ABSORBED)).isPositive();
        assertThat(timeline.count(Count.LABELS_OVERTAKEN)).isPositive();
        assertThat(timeline.count(Count.MARKS_PENDING)).isZero();
        assertThat(timeline.state.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43})
    void shouldAccountForWhatIsErased(long seed) {
        List<AcceptedEvent> events = lateAndTwice(seed);
        long user = events.get(0).user();
        for (int i = 1; i <= 4; i++) {
            int at = i * events.size() / 5;
            long until = events.get(at).time() + i;
            events.add(at, new AcceptedEvent(user, i, until, until, new AcceptedEvent.Erasure("u", "e" + i)));
        }
        // Late labels would be overdue, and in an example at once.
        SequenceConfig patient = CONFIG.withEmission(new Emission(50, Duration.ofDays(1)));
        TestingTimeline timeline = run(patient, events, 0, 1);
        assertAccounts(timeline, events);

        timeline.advance(Long.MAX_VALUE);
        assertAccounts(timeline, events);
        assertThat(timeline.count(Count.ERASURES)).isEqualTo(4);
        assertThat(timeline.count(Count.ERASED_LATE)).isPositive();
        assertThat(timeline.count(Count.LATE) + timeline.count(Count.ERASED_LATE))
                .isEqualTo(late(events));
        List<Removal> removals = timeline.removals;
        assertThat(removals).hasSize(4);
        assertThat(timeline.count(Count.EXPOSURES_ERASED))
                .isPositive()
                .isEqualTo(removals.stream().mapToLong(Removal::exposures).sum());
        assertThat(timeline.count(Count.MARKS_ERASED))
                .isPositive()
                .isEqualTo(removals.stream().mapToLong(Removal::labels).sum());
        assertThat(timeline.count(Count.EXPOSURES_OPEN)).isZero();
        assertThat(timeline.count(Count.MARKS_PENDING)).isZero();
        assertThat(timeline.state.isEmpty()).isTrue();
    }

    /** How many events {@link #run} gets after the watermark has passed them, each for the first time. */
    private static long late(List<AcceptedEvent> events) {
        long late = 0;
        long youngest = 0;
        Set<Long> seen = new HashSet<>();
        for (AcceptedEvent event : events) {
            if (seen.add(event.id()) && event.time() <= youngest - 1) {
                late++;
            }
            youngest = Math.max(youngest, event.time());
        }
        return late;
    }

    /** In order, every exposure gives each task that asks it one label. */
    @ParameterizedTest
    @ValueSource(longs = {31, 32})
    void shouldLabelEveryExposureOnceForEachTask(long seed) {
        List<AcceptedEvent> events = TestingStream.ofEvents(seed, 1, 600);
        TestingTimeline timeline = run(events, 0, 1).advance(Long.MAX_VALUE);
        long impressions = events.stream()
                .filter(event -> event.payload() instanceof Impression)
                .count();
        Map<String, Long> labels = timeline.examples.stream()
                .flatMap(example -> example.getSupervision().stream())
                .collect(Collectors.groupingBy(Supervision::getTask, Collectors.counting()));

        assertThat(timeline.count(Count.EXPOSURES_EVICTED)).isZero();
        assertThat(timeline.count(Count.MARKS_LOST)).isZero();
        assertThat(labels).containsEntry("click", impressions);
        assertThat(labels).containsEntry("convert", (long) clicked(events));
    }

    /** How many exposures are clicked in a stream that is over before any window is. */
    private static int clicked(List<AcceptedEvent> events) {
        Set<Long> clicked = new HashSet<>();
        Map<Long, Deque<Long>> exposures = new HashMap<>();
        for (AcceptedEvent event : events.stream().sorted(AcceptedEvent.ORDER).toList()) {
            if (event.payload() instanceof Impression impression) {
                exposures
                        .computeIfAbsent(impression.item(), item -> new ArrayDeque<>())
                        .add(event.id());
            } else if (event.payload() instanceof Action action) {
                Deque<Long> shown = exposures.computeIfAbsent(action.item(), item -> new ArrayDeque<>());
                Long target = shown.peekLast();
                if (action.impression() != 0) {
                    target = shown.contains(action.impression()) ? action.impression() : null;
                }
                if (target == null && EXPOSING.contains(action.type())) {
                    target = event.id();
                    shown.add(target);
                }
                if (target != null && action.type() == Ids.of("click")) {
                    clicked.add(target);
                }
            }
        }
        return clicked.size();
    }

    private static void assertAccounts(TestingTimeline timeline, List<AcceptedEvent> events) {
        assertThat(timeline.count(Count.KEPT)
                        + timeline.count(Count.BUFFERED)
                        + timeline.count(Count.DUPLICATES)
                        + timeline.count(Count.ERASED_LATE))
                .isEqualTo(events.size());
        assertThat(timeline.count(Count.DUPLICATES)).isEqualTo(300);
        assertThat(timeline.count(Count.MARKS_EMITTED)
                        + timeline.count(Count.MARKS_PENDING)
                        + timeline.count(Count.MARKS_LOST)
                        + timeline.count(Count.MARKS_ERASED))
                .isEqualTo(timeline.count(Count.MARKS_MADE));
        assertThat(timeline.count(Count.EXPOSURES_OPEN)
                        + timeline.count(Count.EXPOSURES_LABELLED)
                        + timeline.count(Count.EXPOSURES_EVICTED)
                        + timeline.count(Count.EXPOSURES_ABSORBED)
                        + timeline.count(Count.EXPOSURES_ERASED))
                .isEqualTo(timeline.count(Count.EXPOSURES));
    }

    /** Nothing a model is shown before a supervised position happened after it, not even among late events. */
    @ParameterizedTest
    @ValueSource(longs = {21, 22})
    void shouldNeverShowWhatHappenedLater(long seed) {
        TestingTimeline timeline = run(lateAndTwice(seed), 0, 1);
        timeline.advance(Long.MAX_VALUE);

        assertThat(timeline.examples).hasSizeGreaterThan(50);
        for (TrainingExample example : timeline.examples) {
            List<Interaction> entries = example.getInteractions();
            assertThat(entries).hasSizeLessThanOrEqualTo(20);
            for (int i = 1; i < entries.size(); i++) {
                assertThat(entries.get(i - 1).getTime())
                        .isLessThanOrEqualTo(entries.get(i).getTime());
                assertThat(entries.get(i - 1).getActionTime())
                        .isLessThanOrEqualTo(entries.get(i).getTime());
            }
            Interaction last = entries.get(entries.size() - 1);
            assertThat(example.getRequestTime()).isGreaterThanOrEqualTo(last.getActionTime());
            assertThat(example.getAuxiliary())
                    .allSatisfy(change -> assertThat(change.getTime()).isLessThanOrEqualTo(last.getTime()));
            assertThat(example.getSupervision())
                    .isNotEmpty()
                    .allSatisfy(supervision -> assertThat(supervision.getMatured())
                            .isGreaterThanOrEqualTo(
                                    entries.get(supervision.getInteraction()).getTime()));
        }
    }

    /** Every fifth event comes twice, and some come hours late. */
    private static List<AcceptedEvent> lateAndTwice(long seed) {
        List<AcceptedEvent> events = stream(seed);
        Random random = new Random(seed);
        for (int i = 0; i < 1500; i += 5) {
            events.add(events.get(i));
        }
        for (int i = 0; i < 200; i++) {
            events.add(random.nextInt(events.size()), events.remove(random.nextInt(events.size())));
        }
        return events;
    }
}
