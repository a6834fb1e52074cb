package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static io.millrace.sequence.TestingEvents.action;
import static io.millrace.sequence.TestingEvents.actionOn;
import static io.millrace.sequence.TestingEvents.attribute;
import static io.millrace.sequence.TestingEvents.click;
import static io.millrace.sequence.TestingEvents.impression;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.AuxiliaryChange;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Actions;
import io.millrace.sequence.SequenceConfig.Basis;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.SequenceConfig.Labels;
import io.millrace.sequence.TestingEvents;
import io.millrace.sequence.accounting.Count;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class UserTimelineTest {
    private static final long CLICK_WINDOW = Duration.ofMinutes(30).toMillis();
    private static final long ATTRIBUTION = Duration.ofDays(1).toMillis();
    /** Everything in one example, after all windows. */
    private static final SequenceConfig CONFIG = SequenceConfig.defaults().withEmission(TestingTimeline.AT_THE_END);

    /** How long after T0 the user's turn comes, if turns are ten seconds apart. */
    private static final long TURN = Math.floorMod(Math.floorMod(TestingEvents.USER, 10_000) - T0, 10_000);

    private final TestingTimeline timeline = new TestingTimeline(CONFIG);

    private List<String> entries() {
        return TestingTimeline.entries(timeline.examples.get(timeline.examples.size() - 1));
    }

    @Nested
    class Series {
        @Test
        void shouldLetActionsJoinTheNewestExposure() {
            timeline.play(impression("i", "a", T0), click("c", "a", T0 + 10), action("l", "like", "a", T0 + 20));

            assertThat(entries()).containsExactly("a@0[click, like]");
            assertThat(timeline.examples.get(0).getInteractions().get(0).getActionTime())
                    .isEqualTo(T0 + 20);
        }

        @Test
        void shouldLetAnActionOnAnOlderExposureReenterAsAnEcho() {
            timeline.play(impression("i", "a", T0), impression("j", "b", T0 + 1), click("c", "a", T0 + 10));

            assertThat(entries()).containsExactly("a@0[]", "b@1[]", "a@10[click]");
            assertThat(timeline.labels())
                    .containsExactly("click a@0=1", "convert a@0=0", "click b@1=0", "retrieval a@10=1");
        }

        @Test
        void shouldTakeAClickWithoutAnExposureForItsOwnExposure() {
            timeline.play(click("c", "a", T0), action("l", "like", "a", T0 + 5));

            assertThat(entries()).containsExactly("a@0[click, like]");
            assertThat(timeline.labels()).containsExactly("convert a@0=0", "retrieval a@0=1");
        }

        @Test
        void shouldTakeAConversionWithoutAnExposureForAnEchoThatNothingIsLearntFrom() {
            timeline.play(action("v", "convert", "a", T0), click("c", "b", T0 + 1));

            assertThat(entries()).containsExactly("a@0[convert]", "b@1[click]");
            assertThat(timeline.labels()).containsExactly("convert b@1=0", "retrieval b@1=1");
        }

        @Test
        void shouldNotTakeANegativeActionForAPositive() {
            timeline.play(impression("i", "a", T0), action("d", "dislike", "a", T0 + 1));

            assertThat(timeline.labels()).containsExactly("click a@0=0");
        }

        @Test
        void shouldMakeAnEntryAPositiveOnlyOnce() {
            timeline.play(
                    impression("i", "a", T0),
                    action("d", "dislike", "a", T0 + 1),
                    action("l", "like", "a", T0 + 2),
                    click("c", "a", T0 + 3));

            assertThat(timeline.labels()).containsExactly("click a@0=1", "convert a@0=0", "retrieval a@0=1");
        }

        @Test
        void shouldPutAttributesBeforeImpressionsBeforeActionsAtTheSameTime() {
            timeline.play(
                    click("c", "a", T0), impression("i", "a", T0), attribute("s", true, "membership", "gold", T0));

            assertThat(entries()).containsExactly("a@0[click]");
            assertThat(timeline.labels()).contains("click a@0=1");
            assertThat(timeline.examples.get(0).getAuxiliary())
                    .containsExactly(new AuxiliaryChange(T0, Ids.of("membership=gold")));
        }

        @Test
        void shouldStartAnEntryOfItsOwnWhenAnEntryHasTooManyKindsOfActions() {
            timeline.take(impression("i", "a", T0));
            for (int i = 0; i < 17; i++) {
                timeline.take(action("c" + i, "type" + i, "a", T0 + 1 + i));
            }
            timeline.play(click("z", "z", T0 + 100));

            assertThat(timeline.examples.get(0).getInteractions())
                    .extracting(entry -> entry.getActions().size())
                    .containsExactly(16, 1, 1);
        }
    }

    @Nested
    class Joining {
        @Test
        void shouldJoinTheImpressionThatAnActionNames() {
            timeline.play(
                    impression("i", "a", T0), impression("j", "a", T0 + 1), actionOn("i", "c", "click", "a", T0 + 10));

            assertThat(timeline.labels()).contains("click a@0=1", "click a@1=0");
        }

        @Test
        void shouldJoinTheLastExposureOtherwise() {
            timeline.play(impression("i", "a", T0), impression("j", "a", T0 + 1), click("c", "a", T0 + 10));

            assertThat(timeline.labels()).contains("click a@0=0", "click a@1=1");
        }

        @Test
        void shouldNotJoinAnotherImpressionThanTheOneNamed() {
            timeline.play(impression("i", "a", T0), actionOn("lost", "c", "click", "a", T0 + 10));

            assertThat(entries()).containsExactly("a@0[]", "a@10[click]");
            assertThat(timeline.labels()).contains("click a@0=0", "convert a@10=0");
        }

        @Test
        void shouldJoinUpToTheEndOfTheAttributionWindowAndNoLonger() {
            timeline.play(impression("i", "a", T0), click("c", "a", T0 + ATTRIBUTION));
            TestingTimeline later = new TestingTimeline(CONFIG);
            later.play(impression("i", "a", T0), click("c", "a", T0 + ATTRIBUTION + 1));

            assertThat(timeline.count(Count.EXPOSURES)).isEqualTo(1);
            assertThat(later.count(Count.EXPOSURES)).isEqualTo(2);
        }
    }

    @Nested
    class LabelsOfClicks {
        @Test
        void shouldBePositiveAtTheClickWithinTheWindow() {
            timeline.play(impression("i", "a", T0), click("c", "a", T0 + CLICK_WINDOW));

            assertThat(label("click")).isEqualTo(new Supervision(0, "click", 1f, 1f, T0 + CLICK_WINDOW, true));
        }

        @Test
        void shouldBeNegativeWhenTheWindowCloses() {
            timeline.play(impression("i", "a", T0), click("c", "a", T0 + CLICK_WINDOW + 1));

            assertThat(label("click")).isEqualTo(new Supervision(0, "click", 0f, 1f, T0 + CLICK_WINDOW + 1, true));
        }

        @Test
        void shouldBeGivenAtTheFirstTurnAfterTheWindow() {
            TestingTimeline timeline = new TestingTimeline(
                    SequenceConfig.defaults().withEmission(new Emission(1000, Duration.ofSeconds(10))));
            long turn = T0 + TURN + CLICK_WINDOW;
            timeline.take(impression("i", "a", T0)).advance(turn - 1);
            assertThat(timeline.count(Count.MARKS_MADE)).isZero();

            timeline.advance(turn);
            assertThat(timeline.labels()).containsExactly("click a@0=0");
            assertThat(timeline.examples.get(0).getSupervision().get(0).getMatured())
                    .isEqualTo(T0 + CLICK_WINDOW + 1);
        }
    }

    @Nested
    class LabelsOfConversions {
        @Test
        void shouldWaitForTheEndOfTheWindowAfterTheClick() {
            timeline.take(impression("i", "a", T0), click("c", "a", T0 + 10), action("v", "convert", "a", T0 + 20));
            timeline.advance(T0 + 10 + ATTRIBUTION);
            assertThat(timeline.count(Count.MARKS_MADE)).isEqualTo(2);

            timeline.advance(T0 + Duration.ofDays(4).toMillis());
            assertThat(label("convert"))
                    .isEqualTo(new Supervision(0, "convert", 1f, 1f, T0 + 10 + ATTRIBUTION + 1, true));
        }

        @Test
        void shouldCountAConversionAtTheEndOfTheWindowButNotAfter() {
            timeline.play(click("c", "a", T0), action("v", "convert", "a", T0 + ATTRIBUTION));
            assertThat(timeline.labels()).contains("convert a@0=1");

            TestingTimeline later = new TestingTimeline(CONFIG);
            later.play(click("c", "a", T0), action("v", "convert", "a", T0 + ATTRIBUTION + 1));
            assertThat(later.labels()).contains("convert a@0=0");
        }

        @Test
        void shouldGoToTheClickedExposureNotToALaterOneThatWasOnlyShown() {
            timeline.play(
                    impression("i", "a", T0),
                    click("c", "a", T0 + 10),
                    impression("j", "a", T0 + 20),
                    action("v", "convert", "a", T0 + 30));

            assertThat(timeline.labels()).contains("convert a@0=1", "click a@20=0");
        }

        /** As star ratings are read: each is a click, and a high one is a like besides. */
        @Test
        void shouldGoToNoOtherExposureThanTheOneClickedIfTheActionIsAClick() {
            SequenceConfig ratings = CONFIG.withActions(
                            new Actions(Set.of("rate", "like"), Set.of("like"), Set.of("click", "rate", "like")))
                    .withLabels(new Labels(
                            List.of(new SequenceConfig.Task("like", Basis.CLICK, Set.of("like"))),
                            Duration.ofMinutes(30),
                            Duration.ofDays(1)));
            TestingTimeline rated = new TestingTimeline(ratings);
            rated.play(
                    impression("i", "a", T0),
                    action("r", "rate", "a", T0 + 10),
                    impression("j", "a", T0 + 20),
                    action("l", "like", "a", T0 + 30));

            assertThat(rated.labels()).contains("like a@0=0", "like a@20=1");
        }

        @Test
        void shouldGoToTheExposureClickedLast() {
            timeline.play(
                    impression("i", "a", T0),
                    impression("j", "a", T0 + 1),
                    actionOn("j", "c", "click", "a", T0 + 10),
                    actionOn("i", "d", "click", "a", T0 + 20),
                    action("v", "convert", "a", T0 + 30));

            assertThat(timeline.labels()).contains("convert a@0=1", "convert a@1=0");
        }

        @Test
        void shouldEnterTheHistoryAtTheirOwnTime() {
            timeline.play(
                    impression("i", "a", T0),
                    click("c", "a", T0 + 10),
                    click("d", "b", T0 + 20),
                    action("v", "convert", "a", T0 + 2_160_000),
                    click("e", "c", T0 + 2_160_001));

            assertThat(entries())
                    .containsExactly("a@0[click]", "b@20[click]", "a@2160000[convert]", "c@2160001[click]");
        }

        @Test
        void shouldNotBeAskedOfWhatWasNotClicked() {
            timeline.play(impression("i", "a", T0), action("v", "convert", "a", T0 + 10));

            assertThat(timeline.labels()).containsExactly("click a@0=0");
        }
    }

    @Nested
    class Emitting {
        private final TestingTimeline eager =
                new TestingTimeline(SequenceConfig.defaults().withEmission(new Emission(2, Duration.ofSeconds(10))));

        @Test
        void shouldEmitWhenEnoughEventsHaveGathered() {
            eager.take(click("c", "a", T0), click("d", "b", T0 + 1)).advance(T0);
            assertThat(eager.examples).isEmpty();

            eager.advance(T0 + 1);
            assertThat(eager.labels()).containsExactly("retrieval a@0=1", "retrieval b@1=1");
            assertThat(eager.examples.get(0).getRequestTime()).isEqualTo(T0 + 1);
            assertThat(eager.examples.get(0).getArrival()).isEqualTo(T0 + 6);
        }

        @Test
        void shouldEmitAtTheNextTurnOfTheUser() {
            eager.take(click("c", "a", T0)).advance(T0 + TURN - 1);
            assertThat(eager.examples).isEmpty();

            eager.advance(T0 + TURN);
            assertThat(eager.labels()).containsExactly("retrieval a@0=1");
            assertThat(eager.examples.get(0).getRequestTime()).isEqualTo(T0 + TURN);
        }

        @Test
        void shouldCountEventsNotLabels() {
            eager.take(impression("i", "a", T0), impression("j", "b", T0 + 1)).advance(T0 + 1);
            assertThat(eager.examples).isEmpty();

            eager.take(click("c", "b", T0 + 2)).advance(T0 + 2);
            assertThat(eager.labels()).containsExactly("click b@1=1", "retrieval b@1=1");
        }

        @Test
        void shouldNotCountAttributes() {
            eager.take(attribute("1", true, "plan", "gold", T0), click("c", "a", T0 + 1))
                    .advance(T0 + 1);

            assertThat(eager.examples).isEmpty();
        }

        @Test
        void shouldTakeTheNextEntryForTheTimeOfTheRequest() {
            eager.take(click("c", "a", T0), impression("i", "b", T0 + 7)).advance(T0 + 10_000);

            assertThat(eager.examples).hasSize(1);
            assertThat(TestingTimeline.entries(eager.examples.get(0))).containsExactly("a@0[click]");
            assertThat(eager.examples.get(0).getRequestTime()).isEqualTo(T0 + 7);
        }

        @Test
        void shouldNumberTheExamplesOfAUserForGood() {
            eager.play(click("c", "a", T0), click("d", "b", T0 + 60_000));
            TestingTimeline again = new TestingTimeline(
                    SequenceConfig.defaults().withEmission(new Emission(2, Duration.ofSeconds(10))));
            again.play(click("c", "a", T0), click("d", "b", T0 + 60_000));

            assertThat(eager.examples).hasSizeGreaterThan(1).isEqualTo(again.examples);
            assertThat(eager.examples).extracting(TrainingExample::getExampleId).doesNotHaveDuplicates();
        }

        @Test
        void shouldEmitEverythingWhenTheInputEnds() {
            eager.take(impression("i", "a", T0), click("c", "a", T0 + 10)).advance(Long.MAX_VALUE);

            assertThat(eager.labels()).containsExactlyInAnyOrder("click a@0=1", "retrieval a@0=1", "convert a@0=0");
            assertThat(eager.count(Count.MARKS_PENDING)).isZero();
        }
    }

    @Nested
    class Facts {
        @Test
        void shouldAddTheStaticFactsInTheOrderOfTheirNames() {
            timeline.play(
                    attribute("2", false, "gender", "f", T0),
                    attribute("1", false, "country", "NL", T0),
                    attribute("3", false, "age", "30", T0),
                    attribute("4", false, "age", null, T0 + 1),
                    click("c", "a", T0 + 2));

            assertThat(timeline.examples.get(0).getStatics()).containsExactly(Ids.of("country=NL"), Ids.of("gender=f"));
        }

        @Test
        void shouldCarryTheChangesUpToTheLastEntryOnly() {
            timeline.play(
                    attribute("1", true, "membership", "gold", T0),
                    click("c", "a", T0 + 2),
                    attribute("2", true, "membership", "none", T0 + 3));

            assertThat(timeline.examples.get(0).getAuxiliary())
                    .containsExactly(new AuxiliaryChange(T0, Ids.of("membership=gold")));
        }

        @Test
        void shouldCountTheFactsThatAreTooMany() {
            for (int i = 0; i < 70; i++) {
                timeline.take(attribute("f" + i, false, "fact" + i, "v", T0 + i));
            }
            timeline.play(click("c", "a", T0 + 100));

            assertThat(timeline.count(Count.FACTS_REFUSED)).isEqualTo(6);
            assertThat(timeline.examples.get(0).getStatics()).hasSize(64);
        }
    }

    private Supervision label(String task) {
        return timeline.examples.stream()
                .flatMap(example -> example.getSupervision().stream())
                .filter(supervision -> supervision.getTask().equals(task))
                .findFirst()
                .orElseThrow();
    }
}
