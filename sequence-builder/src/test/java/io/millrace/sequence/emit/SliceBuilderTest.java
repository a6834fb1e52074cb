package io.millrace.sequence.emit;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.attribute.UserFacts;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.history.UserHistory;
import io.millrace.sequence.intake.AcceptedEvent.AttributeChange;
import io.millrace.sequence.label.LabelKind;
import io.millrace.sequence.label.Mark;
import io.millrace.sequence.store.InMemoryUserStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SliceBuilderTest {
    private static final int MOST = 20;

    private final UserHistory history =
            new UserHistory(new InMemoryUserStore().store(), Retention.defaults(), null, 0, false);
    private final SliceBuilder builder = new SliceBuilder(MOST);
    private final UserFacts facts = new UserFacts(null, 8);
    private final List<Mark> lost = new ArrayList<>();

    @BeforeEach
    void addAHundred() {
        for (int i = 0; i < 100; i++) {
            history.append(entry(i), T0);
        }
    }

    private static Interaction entry(int index) {
        return Interaction.shown(index, index, T0 + index, Features.of());
    }

    private static Mark mark(int index) {
        return new Mark(entry(index).key(), "click", LabelKind.FINAL, 1, 1, T0 + index, T0);
    }

    private List<String> cut(Mark... marks) {
        return builder.cut(List.of(marks), history, facts, lost::add).stream()
                .map(cut -> "%d..%d %s"
                        .formatted(
                                cut.slice().interactions().get(0).item(),
                                cut.slice().last().item(),
                                cut.marks().stream()
                                        .map(mark -> mark.entry().id())
                                        .toList()))
                .toList();
    }

    @Test
    void shouldEndAtTheNewestEntryThatIsNeeded() {
        assertThat(cut(mark(60), mark(55))).containsExactly("41..60 [55, 60]");
    }

    @Test
    void shouldGiveASliceOfItsOwnToAnEntryWithTooLittleContext() {
        assertThat(cut(mark(60), mark(51))).containsExactly("41..60 [51, 60]");
        assertThat(cut(mark(60), mark(50))).containsExactly("31..50 [50]", "41..60 [60]");
    }

    @Test
    void shouldTakeAllAtTheStartOfAHistoryTogether() {
        assertThat(cut(mark(0), mark(5), mark(19))).containsExactly("0..19 [0, 5, 19]");
    }

    @Test
    void shouldGiveASliceOfItsOwnToAnEntryOfATimeWithOtherStaticFacts() {
        facts.apply(new AttributeChange(false, "plan", Ids.of("plan=gold")), T0 + 56, T0);
        assertThat(cut(mark(60), mark(56), mark(55))).containsExactly("36..55 [55]", "41..60 [56, 60]");

        facts.apply(new AttributeChange(false, "plan", 0), T0 + 58, T0);
        assertThat(cut(mark(60), mark(56), mark(55))).containsExactly("37..56 [56]", "41..60 [55, 60]");
    }

    @Test
    void shouldCutAsManySlicesAsItTakes() {
        assertThat(cut(mark(2), mark(40), mark(99))).containsExactly("0..2 [2]", "21..40 [40]", "80..99 [99]");
    }

    private static Mark judged(int index) {
        return new Mark(entry(index).key(), "convert", LabelKind.FINAL, 1, 0, T0 + 1000, T0);
    }

    @Test
    void shouldSendWhatIsOnlyJudgedByWithItsEntryAlone() {
        assertThat(cut(judged(60), judged(55))).containsExactly("55..55 [55]", "60..60 [60]");
        assertThat(cut(judged(2), mark(60), judged(99))).containsExactly("2..2 [2]", "41..60 [60]", "99..99 [99]");
    }

    @Test
    void shouldSendWhatIsOnlyJudgedByInAnySliceThatThereIs() {
        assertThat(cut(mark(60), judged(60), judged(42))).containsExactly("41..60 [42, 60, 60]");
        facts.apply(new AttributeChange(false, "plan", Ids.of("plan=gold")), T0 + 56, T0);
        assertThat(cut(mark(60), judged(55))).containsExactly("41..60 [55, 60]");
    }

    @Test
    void shouldHandBackWhatIsOnlyJudgedByIfItsEntryIsGone() {
        Mark gone = new Mark(entry(1000).key(), "convert", LabelKind.FINAL, 1, 0, T0, T0);

        assertThat(cut(judged(60), gone)).containsExactly("60..60 [60]");
        assertThat(lost).containsExactly(gone);
    }

    @Test
    void shouldHandBackTheMarksOfEntriesThatAreGone() {
        Mark gone = new Mark(entry(1000).key(), "click", LabelKind.FINAL, 1, 1, T0, T0);

        assertThat(cut(gone, mark(60))).containsExactly("41..60 [60]");
        assertThat(lost).containsExactly(gone);
    }
}
