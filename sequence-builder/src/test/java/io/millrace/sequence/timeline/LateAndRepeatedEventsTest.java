package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static io.millrace.sequence.TestingEvents.attribute;
import static io.millrace.sequence.TestingEvents.click;
import static io.millrace.sequence.TestingEvents.impression;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.TrainingExample;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.accounting.Count;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateAndRepeatedEventsTest {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final SequenceConfig CONFIG =
            SequenceConfig.defaults().withEmission(new Emission(1000, Duration.ofDays(2)));

    private final TestingTimeline timeline = new TestingTimeline(CONFIG);

    private List<String> entries() {
        timeline.take(click("last", "z", T0 + 1000)).advance(T0 + 5 * DAY);
        return TestingTimeline.entries(timeline.examples.get(timeline.examples.size() - 1));
    }

    @Test
    void shouldEnterALateEventAtItsOwnTime() {
        timeline.take(click("c", "a", T0), click("e", "c", T0 + 20)).advance(T0 + 20);
        timeline.take(click("d", "b", T0 + 10));

        assertThat(timeline.count(Count.LATE)).isEqualTo(1);
        assertThat(entries()).containsExactly("a@0[click]", "b@10[click]", "c@20[click]", "z@1000[click]");
    }

    @Test
    void shouldTakeAnEventAtTheWatermarkForLateAndOneAfterItNot() {
        timeline.advance(T0).take(click("c", "a", T0), click("d", "b", T0 + 1));

        assertThat(timeline.count(Count.LATE)).isEqualTo(1);
        assertThat(timeline.count(Count.BUFFERED)).isEqualTo(1);
    }

    @Test
    void shouldMoveLaterActionsBehindALateEntry() {
        timeline.take(impression("i", "a", T0), click("c", "a", T0 + 18)).advance(T0 + 30);
        timeline.take(impression("j", "b", T0 + 15));

        assertThat(entries()).containsExactly("a@0[]", "b@15[]", "a@18[click]", "z@1000[click]");
        assertThat(timeline.labels()).contains("click a@0=1", "retrieval a@0=1", "click b@15=0");
    }

    @Test
    void shouldGiveTheLabelOfALateImpressionWhoseWindowIsClosed() {
        timeline.advance(T0 + DAY).take(impression("i", "a", T0)).advance(T0 + 4 * DAY);

        assertThat(timeline.labels()).containsExactly("click a@0=0");
    }

    @Test
    void shouldNotLetALateStaticFactReplaceAYoungerOne() {
        timeline.take(attribute("1", false, "age", null, T0 + 10)).advance(T0 + 10);
        timeline.take(attribute("2", false, "age", "30", T0));
        entries();

        assertThat(timeline.examples.get(0).getStatics()).isEmpty();
    }

    @Test
    void shouldDropAndCountWhatComesAgain() {
        timeline.take(click("c", "a", T0), click("c", "a", T0)).advance(T0 + DAY);
        timeline.take(click("c", "a", T0));

        assertThat(timeline.count(Count.DUPLICATES)).isEqualTo(2);
        assertThat(timeline.count(Count.KEPT)).isEqualTo(1);
    }

    @Test
    void shouldRememberAnIdForTheHorizonAndNotMuchLonger() {
        long horizon = CONFIG.retention().deduplication().toMillis();
        timeline.take(click("c", "a", T0)).advance(T0 + horizon);
        assertThat(timeline.state.seen.size()).isEqualTo(1);

        timeline.advance(T0 + horizon * 5 / 4);
        assertThat(timeline.state.seen.size()).isZero();
    }

    @Test
    void shouldRememberAnIdThatCameLaterThanTheHorizonFromItsArrivalOn() {
        long late = T0 + 3 * DAY;
        timeline.take(click("z", "z", T0)).advance(late).take(click("c", "a", T0 + 5));
        timeline.advance(late + 1).take(click("c", "a", T0 + 5)).advance(late + 2 * DAY);
        assertThat(timeline.count(Count.DUPLICATES)).isEqualTo(1);
        assertThat(timeline.state.seen.size()).isEqualTo(1);

        timeline.advance(late + 3 * DAY);
        assertThat(timeline.state.seen.size()).isZero();
    }

    @Test
    void shouldForgetAUserWhoIsIdle() {
        timeline.take(impression("i", "a", T0), attribute("s", false, "country", "NL", T0));
        long idle = CONFIG.retention().idle().toMillis();
        timeline.advance(T0 + idle - 1);
        assertThat(timeline.state.header.get()).isNotNull();

        timeline.advance(T0 + idle * 5 / 4);
        assertThat(timeline.state.isEmpty()).isTrue();
    }

    @Test
    void shouldKeepAUserWhoIsNotIdle() {
        long idle = CONFIG.retention().idle().toMillis();
        timeline.take(impression("i", "a", T0)).advance(T0 + idle / 2);
        timeline.take(impression("j", "b", T0 + idle / 2 + 1)).advance(T0 + idle * 5 / 4);

        assertThat(timeline.state.header.get()).isNotNull();
    }

    @Test
    void shouldNotUseTheNumbersOfItsExamplesAgainWhenAForgottenUserComesBack() {
        long later = T0 + 2 * CONFIG.retention().idle().toMillis();
        timeline.play(click("c", "a", T0)).play(click("d", "a", later)).advance(Long.MAX_VALUE);

        assertThat(timeline.examples).hasSize(2);
        assertThat(timeline.examples).extracting(TrainingExample::getExampleId).doesNotHaveDuplicates();
    }

    @Test
    void shouldNotUseThemAgainEitherWhenTheUserComesBackByALateEvent() {
        SequenceConfig brief = SequenceConfig.defaults()
                .withRetention(new Retention(1024, 8192, 64, Duration.ofDays(2), Duration.ofDays(3)));
        TestingTimeline forgetful = new TestingTimeline(brief);
        forgetful.take(click("c", "a", T0), click("d", "b", T0 + DAY)).advance(T0 + 8 * DAY);
        assertThat(forgetful.state.header.get()).isNull();
        forgetful.take(click("e", "c", T0 + 1)).advance(T0 + 16 * DAY);

        assertThat(forgetful.examples).hasSizeGreaterThan(3);
        assertThat(forgetful.examples).extracting(TrainingExample::getExampleId).doesNotHaveDuplicates();
    }

    @Test
    void shouldCountTheLabelsWhoseInteractionIsGone() {
        SequenceConfig narrow = SequenceConfig.defaults()
                .withSlices(new SequenceConfig.Slices(8, 0))
                .withRetention(new Retention(64, 128, 8, Duration.ofDays(2), Duration.ofDays(90)));
        TestingTimeline crowded = new TestingTimeline(narrow);
        for (int i = 0; i < 400; i++) {
            crowded.take(impression("i" + i, "item" + i, T0 + i));
        }
        crowded.advance(Long.MAX_VALUE);

        assertThat(crowded.count(Count.MARKS_MADE)).isEqualTo(400);
        assertThat(crowded.count(Count.MARKS_LOST)).isBetween(200L, 272L);
        assertThat(crowded.count(Count.MARKS_EMITTED) + crowded.count(Count.MARKS_LOST))
                .isEqualTo(400);
    }

    @Test
    void shouldKeepInteractionsBeyondTheBoundWhileLabelsMayCome() {
        SequenceConfig roomy = SequenceConfig.defaults()
                .withSlices(new SequenceConfig.Slices(8, 0))
                .withRetention(new Retention(64, 8192, 8, Duration.ofDays(2), Duration.ofDays(90)));
        TestingTimeline crowded = new TestingTimeline(roomy);
        for (int i = 0; i < 400; i++) {
            crowded.take(impression("i" + i, "item" + i, T0 + i));
        }
        crowded.advance(Long.MAX_VALUE);

        assertThat(crowded.count(Count.MARKS_LOST)).isZero();
        assertThat(crowded.count(Count.MARKS_EMITTED)).isEqualTo(400);
    }
}
