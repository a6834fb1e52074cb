package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static io.millrace.sequence.TestingEvents.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Interaction;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.intake.AcceptedEvent;
import org.junit.jupiter.api.Test;

class CarriedFeaturesTest {
    private final TestingTimeline timeline =
            new TestingTimeline(SequenceConfig.defaults().withEmission(TestingTimeline.AT_THE_END));

    private static AcceptedEvent impression(String id, String item, long time, Features features) {
        return event(id, time, new AcceptedEvent.Impression(Ids.of(item), features));
    }

    private static AcceptedEvent click(String item, long time, Features features) {
        return event("c" + time, time, new AcceptedEvent.Action(Ids.of("click"), Ids.of(item), 0, features));
    }

    private static Features numbers(float... numbers) {
        return new Features(new long[] {5, 0}, numbers);
    }

    private Interaction entry(int index) {
        return timeline.examples.get(0).getInteractions().get(index);
    }

    @Test
    void shouldCarryTheFeaturesOfTheExposureAndNotOfTheActionOnIt() {
        timeline.play(impression("i", "a", T0, numbers(9.5f, Float.NaN)), click("a", T0 + 10, numbers(1, 2)));

        assertThat(timeline.examples.get(0).getInteractions()).hasSize(1);
        assertThat(entry(0).getFeatures()).containsExactly(5L, 0L);
        assertThat(entry(0).getDenseFeatures()).containsExactly(9.5f, null);
    }

    @Test
    void shouldCarryTheFeaturesOfAnActionThatIsAnEntryOfItsOwn() {
        timeline.play(
                impression("i", "a", T0, numbers(9.5f, 0)),
                impression("j", "b", T0 + 1, numbers(3, Float.NaN)),
                click("a", T0 + 10, numbers(Float.NaN, -2)));

        assertThat(entry(1).getDenseFeatures()).containsExactly(3f, null);
        assertThat(entry(2).getDenseFeatures()).containsExactly(null, -2f);
    }

    @Test
    void shouldCarryNoNumbersOfWhatWasStoredBeforeThereWereAny() {
        timeline.play(click("a", T0, Features.of(5, 0)));

        assertThat(entry(0).getDenseFeatures()).isEmpty();
    }
}
