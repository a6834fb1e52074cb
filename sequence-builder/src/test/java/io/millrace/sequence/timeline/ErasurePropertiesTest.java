package io.millrace.sequence.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.SequenceConfig.Slices;
import io.millrace.sequence.TestingStream;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.intake.AcceptedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An erased user is as one who came after the erasure: over seeded random streams. */
class ErasurePropertiesTest {
    private static final long DISORDER = Duration.ofMinutes(3).toMillis();
    private static final SequenceConfig CONFIG = SequenceConfig.defaults()
            .withSlices(new Slices(20, 4))
            .withEmission(new Emission(5, Duration.ofMinutes(1)))
            .withRetention(new Retention(64, 4096, 8, Duration.ofDays(3), Duration.ofDays(90)));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void shouldGoOnAsIfTheYoungerEventsWereAll(long seed) {
        List<AcceptedEvent> events = TestingStream.ofEvents(seed, 1, 900);
        long until = events.get(500).time();
        List<AcceptedEvent> older =
                events.stream().filter(event -> event.time() <= until).toList();
        List<AcceptedEvent> younger =
                events.stream().filter(event -> event.time() > until).toList();
        List<AcceptedEvent> all = new ArrayList<>(events);
        all.add(new AcceptedEvent(events.get(0).user(), 1, until, until, new AcceptedEvent.Erasure("u", "e")));
        TestingTimeline before = play(older);
        TestingTimeline fresh = play(TestingStream.shuffled(younger, DISORDER, seed));
        TestingTimeline erased = play(TestingStream.shuffled(all, DISORDER, seed));

        assertThat(erased.removals).hasSize(1);
        assertThat(erased.count(Count.LATE) + erased.count(Count.ERASED_LATE)).isZero();
        assertThat(fresh.examples).hasSizeGreaterThan(20);
        assertThat(erased.count(Count.MARKS_ERASED) + erased.count(Count.EXPOSURES_ERASED))
                .isPositive();
        assertThat(stateWithoutIds(erased)).isEqualTo(stateWithoutIds(fresh));
        fresh.advance(Long.MAX_VALUE);
        erased.advance(Long.MAX_VALUE);
        assertThat(erased.state.isEmpty()).isTrue();
        List<TrainingExample> expected = new ArrayList<>(before.examples);
        expected.addAll(fresh.examples);
        assertThat(withoutIds(erased.examples)).isEqualTo(withoutIds(expected));
    }

    /** Up to the last event. */
    private static TestingTimeline play(List<AcceptedEvent> events) {
        TestingTimeline timeline = new TestingTimeline(CONFIG, events.get(0).user());
        long youngest = 0;
        for (AcceptedEvent event : events) {
            timeline.take(event);
            youngest = Math.max(youngest, event.time());
            timeline.advance(youngest - DISORDER - 1);
        }
        return timeline.advance(youngest);
    }

    private static List<TrainingExample> withoutIds(List<TrainingExample> examples) {
        return examples.stream()
                .map(example ->
                        TrainingExample.newBuilder(example).setExampleId(0L).build())
                .toList();
    }

    private static byte[] bytes(Header header) {
        BinaryWriter out = new BinaryWriter();
        header.write(out);
        return out.toBytes();
    }

    /** All that is kept but the ids of events, the number of the next example and the erasure. */
    private static Map<String, String> stateWithoutIds(TestingTimeline timeline) {
        Header header = timeline.header();
        header.ordinal = 0;
        header.seen.clear();
        header.erasedUntil = Long.MIN_VALUE;
        Map<String, String> contents = timeline.parts().contents();
        contents.put("header", HexFormat.of().formatHex(bytes(header)));
        contents.remove("seen");
        return contents;
    }
}
