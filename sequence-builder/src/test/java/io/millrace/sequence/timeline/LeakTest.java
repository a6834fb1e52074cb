package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static io.millrace.sequence.TestingEvents.attribute;
import static io.millrace.sequence.TestingEvents.impression;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.AuxiliaryChange;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.SequenceConfig.Slices;
import io.millrace.sequence.TestingStream;
import io.millrace.sequence.attribute.UserFacts;
import io.millrace.sequence.history.Interaction.Deed;
import io.millrace.sequence.history.Slice;
import io.millrace.sequence.intake.AcceptedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No label is learnt with anything in sight that was not known at the time of its interaction: what stands before it, its
 * auxiliary changes and its static facts are those of a user to whom nothing happened afterwards.
 */
class LeakTest {
    private static final Retention RETENTION = new Retention(1024, 4096, 16, Duration.ofDays(3), Duration.ofDays(90));
    private static final SequenceConfig CONFIG = SequenceConfig.defaults()
            .withSlices(new Slices(20, 16))
            .withEmission(new Emission(5, Duration.ofMinutes(1)))
            .withRetention(RETENTION);

    /** All that was known of the user at {@code time}. */
    private record Knowledge(List<Interaction> entries, List<Long> statics, List<AuxiliaryChange> auxiliary) {
        static Knowledge at(long time, List<AcceptedEvent> events) {
            TestingTimeline timeline = new TestingTimeline(CONFIG, events.get(0).user());
            events.stream().filter(event -> event.time() <= time).forEach(timeline::take);
            timeline.advance(time);
            Slice all = timeline.history();
            UserFacts facts = new UserFacts(timeline.parts().facts.get(), RETENTION.attributes());
            return new Knowledge(
                    all.interactions().stream().map(Knowledge::told).toList(),
                    facts.statics(time),
                    facts.changesUntil(time, 16).stream()
                            .map(change -> new AuxiliaryChange(change.time(), change.id()))
                            .toList());
        }

        private static Interaction told(io.millrace.sequence.history.Interaction entry) {
            List<Float> numbers = new ArrayList<>();
            for (float number : entry.features().numbers()) {
                numbers.add(Float.isNaN(number) ? null : number);
            }
            return new Interaction(
                    entry.item(),
                    entry.time(),
                    entry.deeds().stream().map(Deed::type).toList(),
                    entry.actionTime(),
                    LongStream.of(entry.features().hashes()).boxed().toList(),
                    numbers);
        }

        /** What is known of what stands before an interaction; its item and numbers tell it from others of its time. */
        List<Interaction> before(Interaction entry) {
            int at = entries.size() - 1;
            while (!isSame(entries.get(at), entry)) {
                at--;
            }
            return entries.subList(0, at);
        }
    }

    private static boolean isSame(Interaction one, Interaction other) {
        return one.getTime() == other.getTime()
                && one.getItem() == other.getItem()
                && one.getDenseFeatures().equals(other.getDenseFeatures());
    }

    @ParameterizedTest
    @ValueSource(longs = {3, 4})
    void shouldShowNothingThatWasNotKnownAtTheTimeOfTheInteraction(long seed) {
        List<AcceptedEvent> events = TestingStream.ofEvents(seed, 1, 500);
        TestingTimeline timeline = new TestingTimeline(CONFIG, events.get(0).user());
        for (AcceptedEvent event : events) {
            timeline.take(event).advance(event.time() - 1);
        }
        timeline.advance(Long.MAX_VALUE);

        int labels = 0;
        for (TrainingExample example : timeline.examples) {
            for (Supervision supervision : example.getSupervision()) {
                assertKnown(example, supervision.getInteraction(), events);
                labels++;
            }
        }
        assertThat(labels).isGreaterThan(300);
    }

    private static void assertKnown(TrainingExample example, int index, List<AcceptedEvent> events) {
        Interaction entry = example.getInteractions().get(index);
        Knowledge known = Knowledge.at(entry.getTime(), events);
        assertThat(example.getStatics()).isEqualTo(known.statics);
        assertThat(example.getAuxiliary())
                .filteredOn(change -> change.getTime() <= entry.getTime())
                .isSubsetOf(known.auxiliary);
        List<Interaction> shown = example.getInteractions().subList(0, index);
        List<Interaction> before = known.before(entry);
        assertThat(shown).isEqualTo(before.subList(before.size() - index, before.size()));
    }

    @Test
    void shouldNotShowAStaticFactThatWasToldBeforeTheLabelButAfterTheExposure() {
        TestingTimeline timeline = new TestingTimeline(SequenceConfig.defaults());
        timeline.play(
                impression("i", "a", T0),
                attribute("s", false, "plan", "gold", T0 + 60_000),
                impression("j", "b", T0 + 60_001));

        assertThat(timeline.labels()).containsExactly("click a@0=0", "click b@60001=0");
        assertThat(timeline.examples)
                .extracting(TrainingExample::getStatics)
                .containsExactly(List.of(), List.of(Ids.of("plan=gold")));
    }
}
