package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static io.millrace.sequence.TestingEvents.action;
import static io.millrace.sequence.TestingEvents.actionOn;
import static io.millrace.sequence.TestingEvents.attribute;
import static io.millrace.sequence.TestingEvents.click;
import static io.millrace.sequence.TestingEvents.impression;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.SequenceConfig.Slices;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.join.ItemExposures;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateAndRepeatedEventsTest {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final SequenceConfig CONFIG = SequenceConfig.defaults().withEmission(TestingTimeline.AT_THE_END);

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
        assertThat(timeline.labels()).contains("click a@0=1", "retrieval a@18=1", "click b@15=0");
    }

    private static TestingTimeline eager() {
        return new TestingTimeline(SequenceConfig.defaults().withEmission(new Emission(1, Duration.ofMillis(1))));
    }

    @Test
    void shouldLetALabelStandThatWasLearntFromAndCountIt() {
        TestingTimeline eager = eager();
        eager.take(impression("i", "a", T0)).advance(T0 + DAY / 2);
        assertThat(eager.labels()).containsExactly("click a@0=0");
        eager.take(click("c", "a", T0 + 10)).advance(T0 + 5 * DAY);

        assertThat(eager.labels()).containsExactly("click a@0=0", "retrieval a@0=1", "convert a@0=0");
        assertThat(eager.count(Count.LABELS_OVERTAKEN)).isEqualTo(1);
    }

    @Test
    void shouldPutALabelRightThatIsKnownButWasNotLearntFrom() {
        timeline.take(impression("i", "a", T0), impression("j", "a", T0 + DAY / 2))
                .advance(T0 + DAY / 2);
        assertThat(timeline.count(Count.MARKS_PENDING)).isEqualTo(1);
        timeline.take(click("c", "a", T0 + 10)).advance(T0 + 5 * DAY);

        assertThat(timeline.labels())
                .containsExactly("click a@0=1", "convert a@0=0", "retrieval a@0=1", "click a@43200000=0");
        assertThat(timeline.count(Count.LABELS_OVERTAKEN)).isZero();
        assertThat(timeline.count(Count.MARKS_MADE)).isEqualTo(4);
    }

    @Test
    void shouldLeaveNothingOfWhatIsOlderThanAFullHistory() {
        TestingTimeline full = new TestingTimeline(SequenceConfig.defaults()
                .withSlices(new Slices(20, 4))
                .withRetention(new Retention(64, 64, 8, Duration.ofDays(2), Duration.ofDays(90))));
        for (int i = 0; i < 300; i++) {
            full.take(impression("i" + i, "a", T0 + 1000L * i));
        }
        full.advance(T0 + 300_000);
        List<String> series = full.series();
        full.take(click("c", "b", T0 + 500), impression("late", "b", T0 + 600)).advance(T0 + 5 * DAY);

        assertThat(full.series()).isEqualTo(series);
        assertThat(full.count(Count.TOO_OLD)).isEqualTo(2);
        assertThat(full.count(Count.KEPT)).isEqualTo(302);
        assertThat(full.count(Count.EXPOSURES)).isEqualTo(300);
    }

    @Test
    void shouldNotLoseLabelsWhenALateImpressionTakesOverAnActionFarBack() {
        TestingTimeline busy = new TestingTimeline(CONFIG.withSlices(new Slices(20, 4))
                .withRetention(new Retention(64, 8192, 8, Duration.ofDays(2), Duration.ofDays(90))));
        for (int i = 0; i < 300; i++) {
            busy.take(impression("i" + i, "item" + i, T0 + 1000L * i));
        }
        busy.take(click("c", "b", T0 + 200_500)).advance(T0 + 300_000);
        busy.take(impression("late", "b", T0 + 200_400)).advance(T0 + 5 * DAY);

        assertThat(busy.count(Count.MARKS_LOST)).isZero();
        assertThat(busy.labels()).hasSize(303);
    }

    @Test
    void shouldNotLearnAPositiveAgainThatMovesToTheEntryOfALateImpression() {
        TestingTimeline eager = eager();
        eager.take(click("c", "a", T0 + 10)).advance(T0 + 20);
        assertThat(eager.labels()).containsExactly("retrieval a@10=1");
        eager.take(impression("i", "a", T0)).advance(T0 + 5 * DAY);

        assertThat(eager.series()).containsExactly("a@0[click]");
        assertThat(eager.labels()).containsExactly("retrieval a@10=1", "click a@0=1", "convert a@0=0");
        assertThat(eager.count(Count.LABELS_OVERTAKEN)).isEqualTo(1);
        assertThat(eager.count(Count.EXPOSURES)).isEqualTo(2);
        assertThat(eager.count(Count.EXPOSURES_ABSORBED)).isEqualTo(1);
        assertThat(eager.count(Count.EXPOSURES_LABELLED)).isEqualTo(1);
    }

    /** J9. */
    @Test
    void shouldKeepWhatBelongsTogetherForAnAttributionWindowAfterTheLastOfItAndNotMuchLonger() {
        TestingTimeline timeline =
                new TestingTimeline(SequenceConfig.defaults().withEmission(new Emission(1000, Duration.ofSeconds(1))));
        timeline.take(impression("i", "a", T0), action("l", "like", "a", T0 + DAY), action("v", "convert", "b", T0));
        timeline.advance(T0 + DAY);
        assertThat(timeline.parts().exposures.size()).isEqualTo(2);
        timeline.advance(T0 + DAY * 5 / 4 + 2000);
        assertThat(timeline.parts().exposures.size()).isEqualTo(1);
        timeline.advance(T0 + 2 * DAY);
        assertThat(timeline.count(Count.EXPOSURES_OPEN)).isEqualTo(1);
        timeline.advance(T0 + DAY * 9 / 4 + 2000);
        assertThat(timeline.count(Count.EXPOSURES_LABELLED)).isEqualTo(1);
        assertThat(timeline.parts().exposures.size()).isZero();
    }

    @Test
    void shouldLetTheOldestOfTooManyExposuresOfAnItemGiveWayWithItsActions() {
        for (int i = 0; i < ItemExposures.LIMIT; i++) {
            timeline.take(impression("i" + i, "a", T0 + 10 + i));
        }
        timeline.take(actionOn("i0", "c", "click", "a", T0 + 150)).advance(T0 + 200);
        timeline.take(impression("late", "a", T0));
        assertThat(timeline.count(Count.EXPOSURES_EVICTED)).isEqualTo(1);
        timeline.take(impression("j", "a", T0 + 201)).advance(T0 + 5 * DAY);

        assertThat(timeline.count(Count.EXPOSURES_EVICTED)).isEqualTo(2);
        assertThat(timeline.count(Count.EXPOSURES)).isEqualTo(ItemExposures.LIMIT + 2);
        assertThat(timeline.count(Count.EXPOSURES_LABELLED)).isEqualTo(ItemExposures.LIMIT);
        assertThat(timeline.labels()).contains("click a@10=1").doesNotContain("convert a@10=0");
    }

    @Test
    void shouldKnowWhatTooManyActionsDidWithoutKeepingThem() {
        timeline.take(impression("i", "a", T0), click("c", "a", T0 + 1), action("v", "convert", "a", T0 + 2));
        for (int i = 0; i < 2 * ItemExposures.LIMIT; i++) {
            timeline.take(action("l" + i, "like", "a", T0 + 10 + i));
        }
        timeline.advance(T0 + 1000);
        ItemExposures kept = new ItemExposures(timeline.parts().exposures.get(Ids.of("a")));
        assertThat(kept.actions()).hasSize(ItemExposures.LIMIT);

        timeline.advance(T0 + 5 * DAY);
        assertThat(timeline.labels()).contains("click a@0=1", "convert a@0=1");
    }

    @Test
    void shouldRecogniseARepetitionAfterTheHorizonIfItsEntryIsStillThere() {
        timeline.take(impression("i", "a", T0), click("c", "b", T0 + 1)).advance(T0 + 20 * DAY);
        assertThat(timeline.parts().seen.isEmpty()).isTrue();
        timeline.take(impression("i", "a", T0), click("c", "b", T0 + 1));

        assertThat(timeline.count(Count.KEPT)).isEqualTo(2);
        assertThat(timeline.count(Count.DUPLICATES)).isEqualTo(2);
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
        assertThat(timeline.parts().seen.isEmpty()).isFalse();

        timeline.advance(T0 + horizon * 5 / 4);
        assertThat(timeline.parts().seen.isEmpty()).isTrue();
    }

    @Test
    void shouldRememberAnIdThatCameLaterThanTheHorizonFromItsArrivalOn() {
        long late = T0 + 3 * DAY;
        timeline.take(click("z", "z", T0)).advance(late).take(click("c", "a", T0 + 5));
        timeline.advance(late + 1).take(click("c", "a", T0 + 5)).advance(late + 2 * DAY);
        assertThat(timeline.count(Count.DUPLICATES)).isEqualTo(1);
        assertThat(timeline.parts().seen.isEmpty()).isFalse();

        timeline.advance(late + 3 * DAY);
        assertThat(timeline.parts().seen.isEmpty()).isTrue();
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

        assertThat(timeline.examples).hasSizeGreaterThan(1);
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

    /** One that is only recognised by what is kept: its id is forgotten. */
    @Test
    void shouldNotCountARepetitionTowardsTheNextExample() {
        SequenceConfig seldom = SequenceConfig.defaults()
                .withEmission(new SequenceConfig.Emission(4, Duration.ofDays(30)))
                .withRetention(new Retention(1024, 8192, 64, Duration.ofHours(1), Duration.ofDays(90)));
        TestingTimeline repeated = new TestingTimeline(seldom);
        repeated.take(impression("i", "a", T0), click("c", "a", T0 + 10))
                .advance(T0 + Duration.ofHours(3).toMillis());
        repeated.take(impression("i", "a", T0), click("c", "a", T0 + 10), impression("i", "a", T0));
        assertThat(repeated.count(Count.DUPLICATES)).isEqualTo(3);
        assertThat(repeated.examples).isEmpty();

        repeated.take(impression("j", "b", T0 + 20));
        assertThat(repeated.examples).isEmpty();
        repeated.take(impression("k", "c", T0 + 30));
        assertThat(repeated.examples).hasSize(1);
    }

    @Test
    void shouldKeepNothingInTheHeapOfItemsOfWhichThereIsNothing() {
        AcceptedEvent[] first = {impression("i", "a", T0), click("c", "a", T0 + 20), click("d", "b", T0 + 30)};
        AcceptedEvent between = impression("j", "b", T0 + 10);
        // What is empty does not survive being written.
        TestingTimeline written = new TestingTimeline(CONFIG);
        written.take(first).take(between).advance(T0 + 9 * DAY).take(between).advance(T0 + 18 * DAY);
        TestingTimeline late = new TestingTimeline(CONFIG).writingLate();
        // It parts the click from its impression and asks for both items.
        late.take(first).advance(T0 + 9 * DAY).take(between, between).advance(T0 + 18 * DAY);
        written.take(between);
        late.take(between);

        assertThat(late.count(Count.DUPLICATES)).isEqualTo(2);
        assertThat(late.heapBytes()).isEqualTo(written.heapBytes());
    }

    @Test
    void shouldNotCreditAnswersOfAnEvictedExposureToAnother() {
        timeline.take(impression("i", "a", T0), impression("j", "a", T0 + 1));
        timeline.take(actionOn("j", "c", "click", "a", T0 + 10), actionOn("i", "d", "click", "a", T0 + 20));
        timeline.take(action("v", "convert", "a", T0 + 30)).advance(T0 + 30);
        for (int i = 0; i < ItemExposures.LIMIT - 1; i++) {
            timeline.take(impression("k" + i, "a", T0 + 40 + i));
        }
        timeline.advance(T0 + 1000);
        assertThat(timeline.count(Count.EXPOSURES_EVICTED)).isEqualTo(1);

        timeline.advance(T0 + 5 * DAY);
        assertThat(timeline.labels()).contains("convert a@1=0").noneMatch(label -> label.startsWith("convert a@0"));
    }

    private static AcceptedEvent[] dislikes(int count) {
        AcceptedEvent[] dislikes = new AcceptedEvent[count];
        Arrays.setAll(dislikes, i -> action("x" + i, "dislike", "a", T0 + 20 + i));
        return dislikes;
    }

    @Test
    void shouldKnowTheClickThatComesLateAsTheOldestOfTooManyActions() {
        timeline.take(impression("i", "a", T0)).take(dislikes(ItemExposures.LIMIT));
        timeline.advance(T0 + 1000).take(click("c", "a", T0 + 10));
        assertThat(timeline.series()).containsExactly("a@0[click, dislike]");

        timeline.advance(T0 + 5 * DAY);
        assertThat(timeline.labels()).containsExactlyInAnyOrder("click a@0=1", "convert a@0=0", "retrieval a@0=1");
    }

    @Test
    void shouldLetLabelsStandOfActionsThatALateOneMakesTooMany() {
        timeline.take(impression("i", "a", T0), click("c", "a", T0 + 10));
        timeline.take(dislikes(ItemExposures.LIMIT - 1)).advance(T0 + 1000);
        timeline.take(action("late", "dislike", "a", T0 + 15)).take(click("d", "a", T0 + 5));

        timeline.advance(T0 + 5 * DAY);
        assertThat(timeline.labels()).containsExactlyInAnyOrder("click a@0=1", "convert a@0=0", "retrieval a@0=1");
    }

    @Test
    void shouldNotTakeForOvertakenWhatAnActionSaidThatIsNotKeptAnyMore() {
        TestingTimeline eager =
                new TestingTimeline(SequenceConfig.defaults().withEmission(new Emission(1, Duration.ofDays(3))));
        eager.take(impression("i", "a", T0), click("c", "a", T0 + 10));
        eager.take(dislikes(ItemExposures.LIMIT - 1)).advance(T0 + 1000);
        assertThat(eager.labels()).contains("click a@0=1");
        eager.take(action("late", "dislike", "a", T0 + 15)).take(click("d", "a", T0 + 5));

        eager.advance(T0 + 5 * DAY);
        assertThat(eager.count(Count.LABELS_OVERTAKEN)).isZero();
        assertThat(eager.labels()).containsOnlyOnce("click a@0=1").doesNotContain("click a@0=0");
    }
}
