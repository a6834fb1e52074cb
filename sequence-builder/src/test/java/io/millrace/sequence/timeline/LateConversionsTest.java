package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static io.millrace.sequence.TestingEvents.action;
import static io.millrace.sequence.TestingEvents.actionOn;
import static io.millrace.sequence.TestingEvents.click;
import static io.millrace.sequence.TestingEvents.event;
import static io.millrace.sequence.TestingEvents.impression;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.schemas.Interaction;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Basis;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.SequenceConfig.Labels;
import io.millrace.sequence.SequenceConfig.LateConversions;
import io.millrace.sequence.SequenceConfig.Task;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.intake.AcceptedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Conversions that are not waited for; which labels there are is in {@code LabelPolicyTest}. */
class LateConversionsTest {
    private static final long A = Duration.ofDays(1).toMillis();
    private static final long HOUR = Duration.ofHours(1).toMillis();
    private static final LateConversions ES_DFM = LateConversions.esDfm(Duration.ofHours(1));
    private static final Emission AT_ONCE = new Emission(1, Duration.ofMillis(1));

    private static TestingTimeline timeline(LateConversions late, Emission emission) {
        Task convert = new Task("convert", Basis.CLICK, Set.of("convert"), late);
        return new TestingTimeline(SequenceConfig.defaults()
                .withLabels(new Labels(List.of(convert), Duration.ofMinutes(30), Duration.ofDays(1)))
                .withEmission(emission));
    }

    private static AcceptedEvent convert(String id, long time) {
        return action(id, "convert", "a", T0 + time);
    }

    /** The labels of ranking tasks, as "task=label", with "learnt" or "judged" where it is only that. */
    private static List<String> labels(TestingTimeline timeline) {
        return timeline.examples.stream()
                .flatMap(example -> example.getSupervision().stream())
                .filter(label -> !label.getTask().equals(Task.RETRIEVAL))
                .map(label -> "%s=%d%s"
                        .formatted(
                                label.getTask(),
                                (int) label.getLabel(),
                                label.getWeight() == 0 ? " judged" : label.getJudged() ? "" : " learnt"))
                .toList();
    }

    @Test
    void shouldLearnANegativeAtOnceAndAPositiveAtTheConversion() {
        TestingTimeline timeline = timeline(LateConversions.FNW, AT_ONCE);
        timeline.take(impression("i", "a", T0), click("c", "a", T0 + 10));
        timeline.advance(T0 + 10);
        assertThat(labels(timeline)).isEmpty();
        timeline.advance(T0 + 11);
        assertThat(labels(timeline)).containsExactly("convert=0 learnt");
        timeline.take(convert("v", HOUR)).advance(T0 + HOUR);
        assertThat(labels(timeline)).containsExactly("convert=0 learnt", "convert=1 learnt");
        timeline.advance(T0 + 10 + A);
        assertThat(labels(timeline)).hasSize(2);
        timeline.advance(T0 + 11 + A);
        assertThat(labels(timeline)).containsExactly("convert=0 learnt", "convert=1 learnt", "convert=1 judged");
    }

    @Test
    void shouldNotLearnAPositiveAgainFromAnExposureThatIsKeptForLonger() {
        TestingTimeline timeline = timeline(LateConversions.FNW, AT_ONCE);
        timeline.take(impression("i", "a", T0), click("c", "a", T0 + 10));
        timeline.take(impression("j", "a", T0 + 20), click("d", "a", T0 + 30), convert("v", 40));
        timeline.take(actionOn("i", "l", "like", "a", T0 + 10 * HOUR)).advance(T0 + 5 * A);

        assertThat(timeline.labels().stream().filter(label -> label.startsWith("convert")))
                .containsExactlyInAnyOrder(
                        "convert a@0=0", "convert a@20=0", "convert a@20=1", "convert a@0=0", "convert a@20=1");
    }

    @Test
    void shouldLearnOnePositiveWhateverRepeats() {
        TestingTimeline timeline = timeline(ES_DFM, AT_ONCE);
        timeline.take(impression("i", "a", T0), click("c", "a", T0 + 10)).advance(T0 + 2 * HOUR);
        timeline.take(convert("v", 3 * HOUR), convert("v", 3 * HOUR)).advance(T0 + 4 * HOUR);
        timeline.take(convert("v", 3 * HOUR), convert("late", 2 * HOUR), convert("w", 5 * HOUR));
        timeline.advance(T0 + 5 * A);

        assertThat(labels(timeline))
                .containsExactly(
                        "convert=0 learnt",
                        "convert=1 learnt",
                        "convert=1 judged",
                        "convert.delayed=1",
                        "convert.real-negative=0");
        assertThat(timeline.count(Count.DUPLICATES)).isEqualTo(2);
        assertThat(timeline.count(Count.LABELS_OVERTAKEN)).isZero();
    }

    /** What a conversion answers is decided by the order of events, not of their arrival. */
    @Test
    void shouldCreditAConversionToAClickThatComesLater() {
        for (LateConversions late : List.of(LateConversions.FNW, ES_DFM)) {
            TestingTimeline inOrder = timeline(late, AT_ONCE);
            inOrder.take(impression("i", "a", T0), click("c", "a", T0 + 10), convert("v", 20))
                    .advance(T0 + 5 * A);
            TestingTimeline behind = timeline(late, AT_ONCE);
            behind.take(impression("i", "a", T0), convert("v", 20)).advance(T0 + 30);
            behind.take(click("c", "a", T0 + 10)).advance(T0 + 5 * A);

            assertThat(labels(inOrder)).contains("convert=1 learnt", "convert=1 judged");
            assertThat(labels(behind)).isEqualTo(labels(inOrder));
        }
    }

    @Test
    void shouldPutRightWhatHasNotBeenLearnt() {
        TestingTimeline timeline = timeline(ES_DFM, new Emission(1000, Duration.ofDays(3)));
        timeline.take(click("c", "a", T0)).advance(T0 + 2 * HOUR);
        timeline.take(convert("late", HOUR)).advance(T0 + 5 * A);

        assertThat(labels(timeline)).containsExactly("convert=1 learnt", "convert=1 judged", "convert.delayed=0");
        assertThat(timeline.count(Count.LABELS_OVERTAKEN)).isZero();
        assertThat(timeline.count(Count.MARKS_MADE)).isEqualTo(4);
    }

    /** The negative stays, and is counted; the positive outweighs it, as one that comes after the short window does. */
    @Test
    void shouldLearnAPositiveWhoseNegativeHasBeenLearntByMistake() {
        TestingTimeline timeline = timeline(ES_DFM, AT_ONCE);
        timeline.take(click("c", "a", T0)).advance(T0 + 2 * HOUR);
        timeline.take(convert("late", HOUR)).advance(T0 + 5 * A);

        assertThat(labels(timeline))
                .containsExactly("convert=0 learnt", "convert=1 learnt", "convert=1 judged", "convert.delayed=0");
        assertThat(timeline.count(Count.LABELS_OVERTAKEN)).isEqualTo(1);
    }

    @Test
    void shouldNotLearnAPositiveTwiceThatALateClickMakesLate() {
        TestingTimeline timeline = timeline(ES_DFM, AT_ONCE);
        timeline.take(impression("i", "a", T0), click("c", "a", T0 + HOUR), convert("v", HOUR + 10));
        timeline.advance(T0 + 2 * HOUR + 1);
        assertThat(labels(timeline)).containsExactly("convert=1 learnt");
        timeline.take(click("d", "a", T0 + 1)).advance(T0 + 5 * A);

        assertThat(labels(timeline))
                .containsExactlyInAnyOrder(
                        "convert=1 learnt",
                        "convert=0 learnt",
                        "convert=1 judged",
                        "convert.delayed=1",
                        "convert.real-negative=0");
    }

    /** The impression of a click that was learnt from as its own exposure. */
    @Test
    void shouldNotLearnAgainWhatWasLearntFromAnExposureThatTurnedOutToBeNone() {
        TestingTimeline timeline = timeline(ES_DFM, AT_ONCE);
        timeline.take(click("c", "a", T0 + 10), convert("v", 2 * HOUR)).advance(T0 + 2 * HOUR);
        assertThat(labels(timeline)).containsExactly("convert=0 learnt", "convert=1 learnt");
        timeline.take(impression("i", "a", T0)).advance(T0 + 5 * A);

        assertThat(labels(timeline))
                .containsExactly(
                        "convert=0 learnt",
                        "convert=1 learnt",
                        "convert=1 judged",
                        "convert.delayed=1",
                        "convert.real-negative=0");
        assertThat(timeline.count(Count.EXPOSURES_ABSORBED)).isEqualTo(1);
        // The positive of the retrieval task, which stands with the click.
        assertThat(timeline.count(Count.LABELS_OVERTAKEN)).isEqualTo(1);
    }

    @Test
    void shouldTeachEveryLabelWithTheFeaturesOfTheExposure() {
        TestingTimeline timeline = timeline(ES_DFM, AT_ONCE);
        Features shown = new Features(new long[] {7}, new float[] {2.5f});
        Features bought = new Features(new long[] {8}, new float[] {99});
        timeline.take(
                event("i", T0, new AcceptedEvent.Impression(Ids.of("a"), shown)),
                actionOn("i", "c", "click", "a", T0 + 10),
                impression("j", "b", T0 + 20),
                event("v", T0 + 5 * HOUR, new AcceptedEvent.Action(Ids.of("convert"), Ids.of("a"), 0, bought)));
        timeline.advance(T0 + 5 * A);

        int labels = 0;
        for (TrainingExample example : timeline.examples) {
            for (Supervision label : example.getSupervision()) {
                Interaction entry = example.getInteractions().get(label.getInteraction());
                assertThat(entry.getTime()).isEqualTo(T0);
                assertThat(entry.getFeatures()).containsExactly(7L);
                assertThat(entry.getDenseFeatures()).containsExactly(2.5f);
                labels++;
            }
        }
        assertThat(labels).isEqualTo(6);
        assertThat(timeline.series()).containsExactly("a@0[click]", "b@20[]", "a@%d[convert]".formatted(5 * HOUR));
    }

    /** What a stream of exposures taught, by label. */
    private static final class Taught {
        private double negatives;
        private double positives;
        private double delayed;
        private double realNegative;
        private double notPrompt;

        void take(Supervision label) {
            if (label.getWeight() > 0) {
                switch (label.getTask()) {
                    case "convert" -> {
                        positives += label.getLabel();
                        negatives += 1 - label.getLabel();
                    }
                    case "convert.delayed" -> delayed += label.getLabel();
                    case "convert.real-negative" -> {
                        realNegative += label.getLabel();
                        notPrompt++;
                    }
                    default -> {}
                }
            }
        }

        /** d(weighted cross-entropy)/d(logit) at f, summed over the labels. */
        double gradient(double f, double ofPositive, double ofNegative) {
            return positives * ofPositive * (f - 1) + negatives * ofNegative * f;
        }
    }

    /** Of {@code exposures} every third converts, with delays spread over A evenly. */
    private static Taught teach(LateConversions late, int exposures) {
        TestingTimeline timeline = timeline(late, new Emission(4, Duration.ofMinutes(1)));
        List<AcceptedEvent> events = new ArrayList<>();
        for (int i = 0; i < exposures; i++) {
            String item = "item" + i;
            long clicked = T0 + i * 60_000L;
            events.add(impression("i" + i, item, clicked - 5));
            events.add(click("c" + i, item, clicked));
            if (i % 3 == 0) {
                long delay = 1 + i * (A - 1) / exposures;
                events.add(action("v" + i, "convert", item, clicked + delay));
                events.add(action("w" + i, "convert", item, clicked + delay + 7));
            }
        }
        timeline.take(events.toArray(AcceptedEvent[]::new)).advance(T0 + 20 * A);
        Taught taught = new Taught();
        timeline.examples.forEach(example -> example.getSupervision().forEach(taught::take));
        return taught;
    }

    /** MATH §6, on what comes out of the builder, with the weights that models would give that are right. */
    @Test
    void shouldTeachLabelsWhoseGradientVanishesAtTheTruth() {
        double p = 1.0 / 3;
        Taught fnw = teach(LateConversions.FNW, 300);
        assertThat(fnw.positives).isEqualTo(100);
        assertThat(fnw.negatives).isEqualTo(300);
        assertThat(fnw.gradient(p, 1 + p, (1 - p) * (1 + p))).isCloseTo(0, within(1e-9));
        assertThat(fnw.gradient(p, 1, 1)).isGreaterThan(1);

        Taught esDfm = teach(LateConversions.esDfm(Duration.ofHours(6)), 300);
        double delayed = esDfm.delayed / 300;
        double realNegative = esDfm.realNegative / esDfm.notPrompt;
        assertThat(delayed).isBetween(0.1, 0.3);
        assertThat(esDfm.positives).isEqualTo(100);
        assertThat(esDfm.negatives).isEqualTo(esDfm.notPrompt).isBetween(201.0, 299.0);
        assertThat(esDfm.gradient(p, 1 + delayed, (1 + delayed) * realNegative)).isCloseTo(0, within(1e-9));
        assertThat(esDfm.gradient(p, 1, 1)).isGreaterThan(1);

        Taught waits = teach(LateConversions.WAIT, 300);
        assertThat(waits.gradient(p, 1, 1)).isCloseTo(0, within(1e-9));
    }
}
