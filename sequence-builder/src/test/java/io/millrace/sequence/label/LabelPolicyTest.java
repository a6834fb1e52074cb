package io.millrace.sequence.label;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig.Basis;
import io.millrace.sequence.SequenceConfig.Labels;
import io.millrace.sequence.SequenceConfig.LateConversions;
import io.millrace.sequence.SequenceConfig.Task;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.join.Attribution;
import io.millrace.sequence.join.Attribution.Attributed;
import io.millrace.sequence.join.Exposure;
import io.millrace.sequence.join.ItemAction;
import io.millrace.sequence.join.LabelsOut;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks on clicks; what holds of all labels is in {@code UserTimelineTest} and {@code JoinRulesTest}. */
class LabelPolicyTest {
    private static final long A = 1000;
    private static final long W = 100;
    /** The first click. */
    private static final long C = T0 + 50;

    private static final Attribution.Rules RULES =
            new Attribution.Rules(LabelPolicy.hashes(Set.of()), LabelPolicy.hashes(Set.of("click")), A);

    private static LabelPolicy policy(LateConversions late) {
        Task convert = new Task("convert", Basis.CLICK, Set.of("convert", "click and convert"), late);
        return new LabelPolicy(new Labels(List.of(convert), Duration.ofMillis(A), Duration.ofMillis(A)));
    }

    private static LateConversions late(LateConversions.Kind kind) {
        return switch (kind) {
            case WAIT -> LateConversions.WAIT;
            case FNW -> LateConversions.FNW;
            case ES_DFM -> LateConversions.esDfm(Duration.ofMillis(W));
        };
    }

    private static ItemAction action(String type, long time) {
        return new ItemAction(Ids.combine(Ids.of(type), time), Ids.of(type), 0, time, time + 5, Features.of());
    }

    /** An impression clicked at C, with what comes after. */
    private static Attributed clicked(Exposure exposure, ItemAction... later) {
        List<ItemAction> actions = new ArrayList<>(List.of(action("click", C)));
        actions.addAll(Arrays.asList(later));
        actions.sort((one, other) -> one.key().compareTo(other.key()));
        return new Attribution(List.of(exposure), actions, RULES).exposures().get(0);
    }

    private static final Exposure SHOWN = Exposure.of(1, T0, false, T0 + 5);

    /** "task=label@time after C", with "learnt" or "judged" where it is only that. */
    private static String told(Mark mark) {
        String use = mark.weight() == 0 ? " judged" : mark.judged() ? "" : " learnt";
        return "%s=%d@%d%s".formatted(mark.task(), (int) mark.label(), mark.matured() - C, use);
    }

    private static List<String> labels(LabelPolicy policy, Attributed attributed) {
        List<String> labels = new ArrayList<>();
        policy.settle(attributed, Long.MAX_VALUE, mark -> labels.add(told(mark)));
        return labels;
    }

    @ParameterizedTest(name = "{0}, conversion at C + {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "WAIT   |      | convert=0@1001",
                "WAIT   | 0    | convert=1@1001",
                "WAIT   | 1000 | convert=1@1001",
                "WAIT   | 1001 | convert=0@1001",
                // p = 1
                "FNW    |      | convert=0@1 learnt, convert=0@1001 judged",
                "FNW    | 0    | convert=1@1 learnt, convert=1@1001 judged",
                "FNW    | 1    | convert=0@1 learnt, convert=1@1 learnt, convert=1@1001 judged",
                "FNW    | 1000 | convert=0@1 learnt, convert=1@1000 learnt, convert=1@1001 judged",
                "FNW    | 1001 | convert=0@1 learnt, convert=0@1001 judged",
                // p = 101
                "ES_DFM |      | convert=0@101 learnt, convert=0@1001 judged, convert.delayed=0@1001, convert.real-negative=1@1001",
                "ES_DFM | 0    | convert=1@101 learnt, convert=1@1001 judged, convert.delayed=0@1001",
                "ES_DFM | 100  | convert=1@101 learnt, convert=1@1001 judged, convert.delayed=0@1001",
                "ES_DFM | 101  | convert=0@101 learnt, convert=1@101 learnt, convert=1@1001 judged, convert.delayed=1@1001, convert.real-negative=0@1001",
                "ES_DFM | 1000 | convert=0@101 learnt, convert=1@1000 learnt, convert=1@1001 judged, convert.delayed=1@1001, convert.real-negative=0@1001",
                "ES_DFM | 1001 | convert=0@101 learnt, convert=0@1001 judged, convert.delayed=0@1001, convert.real-negative=1@1001",
            })
    void shouldBeWhatTheRulesSay(LateConversions.Kind kind, Long conversion, String expected) {
        Attributed attributed = conversion == null ? clicked(SHOWN) : clicked(SHOWN, action("convert", C + conversion));

        assertThat(String.join(", ", labels(policy(late(kind)), attributed))).isEqualTo(expected);
    }

    /** Of the auxiliary tasks only whether the first came late counts; arrival is that of what is behind a label. */
    @Test
    void shouldKnowOnePositiveHoweverManyConversionsThereAre() {
        List<Mark> marks = new ArrayList<>();
        Attributed twice = clicked(SHOWN, action("convert", C + 300), action("convert", C + 400));
        policy(late(LateConversions.Kind.ES_DFM)).settle(twice, Long.MAX_VALUE, marks::add);

        assertThat(marks)
                .extracting(LabelPolicyTest::told)
                .containsExactly(
                        "convert=0@101 learnt",
                        "convert=1@300 learnt",
                        "convert=1@1001 judged",
                        "convert.delayed=1@1001",
                        "convert.real-negative=0@1001");
        assertThat(marks).extracting(mark -> mark.arrival() - C).containsExactly(5L, 305L, 405L, 405L, 405L);
    }

    @Test
    void shouldTakeAClickThatAnswersForAPromptConversion() {
        Attributed both = new Attribution(
                        List.of(SHOWN),
                        List.of(action("click and convert", C)),
                        new Attribution.Rules(
                                LabelPolicy.hashes(Set.of()), LabelPolicy.hashes(Set.of("click and convert")), A))
                .exposures()
                .get(0);

        assertThat(labels(policy(LateConversions.FNW), both))
                .containsExactly("convert=1@1 learnt", "convert=1@1001 judged");
    }

    @ParameterizedTest
    @CsvSource({"WAIT, 1001, 1001", "FNW, 1, 300", "ES_DFM, 101, 300"})
    void shouldSayWhenToLookNext(LateConversions.Kind kind, long first, long second) {
        LabelPolicy policy = policy(late(kind));
        assertThat(policy.nextLabel(clicked(SHOWN), C)).isEqualTo(C + first);
        Attributed converted = clicked(SHOWN, action("convert", C + 300));
        assertThat(policy.nextLabel(converted, C + first - 1)).isEqualTo(C + first);
        assertThat(policy.nextLabel(converted, C + second - 1)).isEqualTo(C + second);

        LabelsOut out = policy.settle(converted, C + 300, mark -> {});
        assertThat(policy.nextLabel(clicked(SHOWN.with(out), action("convert", C + 300)), C + 300))
                .isEqualTo(C + A + 1);
    }

    @Test
    void shouldGiveEachLabelOnce() {
        LabelPolicy policy = policy(late(LateConversions.Kind.ES_DFM));
        Exposure exposure = SHOWN;
        List<String> given = new ArrayList<>();
        for (long now = C; now <= C + 1100; now++) {
            Attributed attributed = now < C + 300
                    ? clicked(exposure)
                    : clicked(exposure, action("convert", C + 300), action("convert", C + 301));
            long at = now - C;
            exposure = exposure.with(policy.settle(attributed, now, mark -> given.add(told(mark) + " at " + at)));
        }

        assertThat(given)
                .containsExactly(
                        "convert=0@101 learnt at 101",
                        "convert=1@300 learnt at 300",
                        "convert=1@1001 judged at 1001",
                        "convert.delayed=1@1001 at 1001",
                        "convert.real-negative=0@1001 at 1001");
    }

    @ParameterizedTest
    @CsvSource({"100, convert=1@101", "101, convert=0@101 learnt|convert=1@101"})
    void shouldKnowWhatAnActionAnsweredThatIsNotKeptAnyMore(long time, String expected) {
        LabelPolicy policy = policy(late(LateConversions.Kind.ES_DFM));
        Exposure answered = policy.answered(SHOWN.clicked(C, C + 5), C, action("convert", C + time));

        List<String> labels = labels(policy, clicked(answered));
        assertThat(String.join("|", labels)).startsWith(expected);
        assertThat(labels).contains("convert=1@1001 judged", "convert.delayed=" + (time - 100) + "@1001");
    }

    @Test
    void shouldTellWhichLabelsALateConversionShowsToBeOthers() {
        LabelPolicy policy = policy(late(LateConversions.Kind.ES_DFM));
        LabelsOut out = policy.settle(clicked(SHOWN), Long.MAX_VALUE, mark -> {});
        Attributed then = clicked(SHOWN.with(out));
        Attributed now = clicked(SHOWN.with(out), action("convert", C + 100));
        List<String> wrong = new ArrayList<>();
        policy.compare(then, now, (task, given, otherLabel) -> wrong.add(told(given) + " " + otherLabel));

        assertThat(wrong)
                .containsExactly(
                        "convert=0@101 learnt true", "convert=0@1001 judged true", "convert.real-negative=1@1001 true");
        List<String> missing = new ArrayList<>();
        policy.settle(now, Long.MAX_VALUE, mark -> missing.add(told(mark)));
        assertThat(missing).containsExactly("convert=1@101 learnt");
    }
}
