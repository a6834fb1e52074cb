package io.millrace.sequence.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Actions;
import io.millrace.sequence.SequenceConfig.Basis;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.SequenceConfig.Labels;
import io.millrace.sequence.SequenceConfig.LateConversions;
import io.millrace.sequence.SequenceConfig.Task;
import io.millrace.sequence.TestingStream;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.AttributeChange;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** As long as nothing has been learnt from and nothing let go of, late events give what they would have given in order. */
class LateJoinPropertiesTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final Emission AT_THE_END = new Emission(Integer.MAX_VALUE, Duration.ofDays(5));
    private static final SequenceConfig PLAIN = SequenceConfig.defaults().withEmission(AT_THE_END);
    /** Types that are clicks and answers at once, and tasks that overlap. */
    private static final SequenceConfig ENTANGLED = PLAIN.withActions(
                    new Actions(Set.of("click", "like", "cart"), Set.of("like", "convert"), Set.of("click", "like")))
            .withLabels(new Labels(
                    List.of(
                            new Task("click", Basis.IMPRESSION, Set.of("click", "dislike")),
                            new Task("like", Basis.CLICK, Set.of("like")),
                            new Task("convert", Basis.CLICK, Set.of("convert", "cart"))),
                    Duration.ofMinutes(10),
                    DAY));

    /** The same, learnt from before conversions are known. */
    private static final SequenceConfig EARLY = ENTANGLED.withLabels(new Labels(
            List.of(
                    new Task("click", Basis.IMPRESSION, Set.of("click", "dislike")),
                    new Task("like", Basis.CLICK, Set.of("like"), LateConversions.FNW),
                    new Task(
                            "convert",
                            Basis.CLICK,
                            Set.of("convert", "cart"),
                            LateConversions.esDfm(Duration.ofMinutes(7)))),
            Duration.ofMinutes(10),
            DAY));

    private static List<AcceptedEvent> stream(long seed, int events) {
        return TestingStream.ofEvents(seed, 1, events).stream()
                .filter(event -> !(event.payload() instanceof AttributeChange))
                .toList();
    }

    private static TestingTimeline run(SequenceConfig config, List<AcceptedEvent> events) {
        TestingTimeline timeline = new TestingTimeline(config, events.get(0).user());
        long youngest = 0;
        for (AcceptedEvent event : events) {
            timeline.take(event);
            youngest = Math.max(youngest, event.time());
            timeline.advance(youngest - 1);
        }
        return timeline.advance(youngest + Duration.ofDays(20).toMillis());
    }

    /** Examples are numbered from the first event to arrive, and tell when the last one behind them did. */
    private static List<TrainingExample> withoutArrivals(TestingTimeline timeline) {
        return timeline.examples.stream()
                .map(example -> TrainingExample.newBuilder(example)
                        .setExampleId(0)
                        .setArrival(0)
                        .build())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"1, PT3M", "21, PT3M", "41, PT20M", "61, PT2H", "81, PT6H"})
    void shouldGiveWhatTheyWouldHaveGivenInOrder(long first, Duration lateness) {
        for (long seed = first; seed < first + 20; seed++) {
            for (SequenceConfig config : List.of(PLAIN, ENTANGLED, EARLY)) {
                List<AcceptedEvent> events = stream(seed, 250);
                TestingTimeline ordered = run(config, events);
                TestingTimeline late = run(config, TestingStream.shuffled(events, lateness.toMillis(), seed));

                assertThat(ordered.count(Count.LATE)).isZero();
                assertThat(late.count(Count.LATE)).isPositive();
                assertThat(late.count(Count.LABELS_OVERTAKEN)).isZero();
                assertThat(withoutArrivals(late)).as("seed %d", seed).isEqualTo(withoutArrivals(ordered));
            }
        }
    }
}
