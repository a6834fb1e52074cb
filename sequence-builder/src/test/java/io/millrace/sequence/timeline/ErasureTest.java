package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static io.millrace.sequence.TestingEvents.USER;
import static io.millrace.sequence.TestingEvents.action;
import static io.millrace.sequence.TestingEvents.actionOn;
import static io.millrace.sequence.TestingEvents.attribute;
import static io.millrace.sequence.TestingEvents.click;
import static io.millrace.sequence.TestingEvents.erasure;
import static io.millrace.sequence.TestingEvents.impression;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Erased;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.accounting.Count;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ErasureTest {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final SequenceConfig CONFIG = SequenceConfig.defaults().withEmission(TestingTimeline.AT_THE_END);

    private final TestingTimeline timeline = new TestingTimeline(CONFIG);

    private Header header() {
        return timeline.header();
    }

    private void assertNothingIsLeftButTheHeader() {
        assertThat(timeline.parts().openPage.isEmpty()).isTrue();
        assertThat(timeline.parts().directory.get()).isNull();
        assertThat(timeline.parts().facts.get()).isNull();
        assertThat(timeline.parts().pages.size()).isZero();
        assertThat(timeline.parts().exposures.size()).isZero();
        assertThat(header().newest).isNull();
        assertThat(header().marks).isEmpty();
    }

    private Removal removal() {
        assertThat(timeline.removals).hasSize(1);
        return timeline.removals.get(0);
    }

    @Test
    void shouldLeaveNothingOfAUserButTheHeader() {
        for (int i = 0; i < 500; i++) {
            timeline.take(impression("i" + i, "item" + i % 70, T0 + i));
        }
        timeline.take(attribute("s", false, "country", "nl", T0), attribute("m", true, "plan", "gold", T0 + 1));
        timeline.advance(T0 + DAY / 2)
                .take(click("c", "item1", T0 + DAY / 2 + 1))
                .advance(T0 + DAY / 2 + 1);
        assertThat(timeline.parts().pages.size()).isPositive();
        assertThat(timeline.parts().facts.get()).isNotNull();
        long pending = timeline.count(Count.MARKS_PENDING);
        assertThat(pending).isPositive();
        timeline.take(erasure("x", T0 + DAY / 2 + 2)).advance(T0 + DAY / 2 + 2);

        assertNothingIsLeftButTheHeader();
        assertThat(header().erasedUntil).isEqualTo(T0 + DAY / 2 + 2);
        assertThat(removal().interactions()).isEqualTo(501);
        assertThat(removal().exposures()).isEqualTo(500);
        assertThat(removal().labels()).isEqualTo((int) pending);
        assertThat(timeline.count(Count.MARKS_ERASED)).isEqualTo(pending);
        assertThat(timeline.count(Count.MARKS_PENDING)).isZero();
        assertThat(timeline.count(Count.EXPOSURES_ERASED)).isEqualTo(500);
        assertThat(timeline.count(Count.EXPOSURES_OPEN)).isZero();
        assertThat(timeline.count(Count.ERASURES)).isEqualTo(1);
        assertThat(timeline.count(Count.KEPT)).isEqualTo(504);
    }

    @Test
    void shouldSayWhoWasErasedAndWhen() {
        timeline.take(impression("i", "a", T0), erasure("x", T0 + 10)).advance(T0 + 10);

        assertThat(removal().toldAt(T0 + 99))
                .isEqualTo(new Erased(USER, "user", "x", T0 + 10, T0 + 10, 1, 1, 0, T0 + 99));
    }

    @Test
    void shouldGiveNoLabelOfWhatWasErased() {
        timeline.take(impression("i", "a", T0), click("c", "a", T0 + 10), erasure("x", T0 + 20));
        timeline.take(action("v", "convert", "a", T0 + 30), actionOn("i", "w", "convert", "a", T0 + 31));
        timeline.advance(T0 + 5 * DAY);

        assertThat(timeline.examples).isEmpty();
        assertThat(timeline.count(Count.MARKS_MADE))
                .isEqualTo(timeline.count(Count.MARKS_ERASED))
                .isPositive();
        assertThat(timeline.series()).containsExactly("a@30[convert]", "a@31[convert]");
    }

    @Test
    void shouldBeTheLastOfItsMillisecond() {
        timeline.take(erasure("x", T0), click("c", "a", T0), impression("i", "b", T0))
                .advance(T0);

        assertNothingIsLeftButTheHeader();
        assertThat(removal().interactions()).isEqualTo(2);
        assertThat(timeline.count(Count.KEPT)).isEqualTo(3);
        assertThat(timeline.count(Count.ERASED_LATE)).isZero();
    }

    @Test
    void shouldLetEventsLiveThatAreYounger() {
        timeline.take(impression("i", "a", T0), impression("j", "b", T0 + 20), erasure("x", T0 + 10));
        timeline.take(attribute("s", false, "country", "nl", T0 + 15)).advance(T0 + 10);
        assertNothingIsLeftButTheHeader();
        timeline.take(click("c", "b", T0 + 30)).advance(T0 + 5 * DAY);

        assertThat(timeline.series()).containsExactly("b@20[click]");
        assertThat(timeline.labels()).containsExactly("click b@20=1", "convert b@20=0", "retrieval b@20=1");
        assertThat(timeline.examples.get(0).getStatics()).hasSize(1);
    }

    @Test
    void shouldRefuseWhatComesLateAndIsOfATimeThatWasErased() {
        timeline.take(impression("i", "a", T0), erasure("x", T0 + 20)).advance(T0 + 30);
        timeline.take(click("c", "a", T0 + 10), click("d", "b", T0 + 20), click("e", "c", T0 + 21));

        assertThat(timeline.count(Count.ERASED_LATE)).isEqualTo(2);
        assertThat(timeline.count(Count.LATE)).isEqualTo(1);
        assertThat(timeline.count(Count.KEPT)).isEqualTo(3);
        assertThat(timeline.series()).containsExactly("c@21[click]");
        timeline.take(click("c", "a", T0 + 10));
        assertThat(timeline.count(Count.DUPLICATES)).isEqualTo(1);
    }

    @Test
    void shouldEnterALateEventOfANewLifeAtItsOwnTime() {
        timeline.take(impression("i", "a", T0), erasure("x", T0 + 10), click("c", "b", T0 + 30))
                .advance(T0 + 30);
        timeline.take(impression("j", "b", T0 + 20));

        assertThat(timeline.series()).containsExactly("b@20[click]");
        assertThat(timeline.count(Count.EXPOSURES_ABSORBED)).isEqualTo(1);
    }

    /** State does not tell what of it an older event has left. */
    @Test
    void shouldRemoveWhatHasTakenEffectSinceIfItComesLate() {
        timeline.take(impression("i", "a", T0), impression("j", "b", T0 + 20), click("c", "c", T0 + 40));
        timeline.advance(T0 + 30).take(erasure("x", T0 + 10));
        assertNothingIsLeftButTheHeader();
        assertThat(removal().interactions()).isEqualTo(2);
        assertThat(removal().effectiveTime()).isEqualTo(T0 + 30);
        assertThat(timeline.count(Count.LATE)).isEqualTo(1);
        timeline.take(click("d", "d", T0 + 10), click("e", "e", T0 + 11)).advance(T0 + 40);

        assertThat(timeline.count(Count.ERASED_LATE)).isEqualTo(1);
        assertThat(timeline.series()).containsExactly("e@11[click]", "c@40[click]");
    }

    /** An example says when it was cut, and the learner what it refuses. */
    @Test
    void shouldSayThatItTookEffectBehindAllExamplesOfWhatItRemoves() {
        timeline.take(click("c", "a", T0)).advance(T0 + 3 * DAY);
        assertThat(timeline.examples).isNotEmpty();
        timeline.take(erasure("x", T0 + 10));

        assertThat(timeline.examples)
                .allSatisfy(example -> assertThat(example.getRequestTime())
                        .isLessThanOrEqualTo(removal().effectiveTime()))
                .anySatisfy(example -> assertThat(example.getRequestTime()).isGreaterThan(T0 + 10));
    }

    @Test
    void shouldDropARepeatedErasureAndAnswerOneOfAnErasedTime() {
        timeline.take(impression("i", "a", T0), erasure("x", T0 + 10), click("c", "b", T0 + 20));
        timeline.take(erasure("x", T0 + 10)).advance(T0 + 20);
        assertThat(timeline.removals).hasSize(1);
        assertThat(timeline.count(Count.DUPLICATES)).isEqualTo(1);
        timeline.take(erasure("y", T0 + 5));

        assertThat(timeline.removals).hasSize(2);
        assertThat(timeline.removals.get(1).interactions()).isZero();
        assertThat(timeline.series()).containsExactly("b@20[click]");
        assertThat(header().erasedUntil).isEqualTo(T0 + 10);
    }

    @Test
    void shouldAnswerForAUserOfWhomNothingIsKnown() {
        timeline.take(erasure("x", T0)).advance(T0).take(click("c", "a", T0 - 1));

        assertThat(removal().interactions() + removal().exposures() + removal().labels())
                .isZero();
        assertThat(timeline.count(Count.ERASED_LATE)).isEqualTo(1);
        assertNothingIsLeftButTheHeader();
    }

    @Test
    void shouldNotUseTheNumbersOfExamplesAgain() {
        timeline.take(click("c", "a", T0)).advance(T0 + 3 * DAY).take(erasure("x", T0 + 3 * DAY + 1));
        timeline.take(click("d", "a", T0 + 3 * DAY + 2)).advance(T0 + 8 * DAY);

        assertThat(timeline.examples).hasSizeGreaterThan(1);
        assertThat(timeline.examples)
                .extracting(example -> example.getExampleId())
                .doesNotHaveDuplicates();
    }

    @Test
    void shouldForgetTheErasureWhenTheUserHasBeenIdle() {
        timeline.take(click("c", "a", T0), erasure("x", T0 + 10)).advance(T0 + 10);
        timeline.advance(T0 + 200 * DAY);

        assertThat(timeline.state.isEmpty()).isTrue();
        assertThat(timeline.examples).isEmpty();
    }
}
