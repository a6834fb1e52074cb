package io.millrace.sequence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sequence.SequenceConfig.Basis;
import io.millrace.sequence.SequenceConfig.Emission;
import io.millrace.sequence.SequenceConfig.Labels;
import io.millrace.sequence.SequenceConfig.LateConversions;
import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.SequenceConfig.Slices;
import io.millrace.sequence.SequenceConfig.Task;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class SequenceConfigTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Task CLICK = new Task("click", Basis.IMPRESSION, Set.of("click"));

    private static void refuses(ThrowingCallable attempt, String message) {
        assertThatThrownBy(attempt).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }

    @Test
    void shouldSayWhatIsWrong() {
        SequenceConfig config = SequenceConfig.defaults();
        refuses(() -> config.withFeatures(List.of("a", "a")), "features names a field twice: [a, a]");
        refuses(() -> config.withDenseFeatures(List.of("a", "a")), "denseFeatures names a field twice: [a, a]");
        refuses(
                () -> config.withSlices(new Slices(2000, 0)),
                "slices.interactions is 2000, but retention.interactions keeps only 1024");
        refuses(() -> new Slices(0, 0), "slices.interactions must be positive, is 0");
        refuses(() -> new Emission(0, HOUR), "emission.events must be positive, is 0");
        refuses(
                () -> new Retention(64, 32, 8, HOUR, HOUR),
                "retention.interactionsCap is 32, less than retention.interactions, 64");
        refuses(
                () -> new Retention(64, 64, 8, Duration.ZERO, HOUR),
                "retention.deduplication must be at least a millisecond, is PT0S");
        refuses(() -> new Retention(64, 64, 8, HOUR, HOUR, 0), "retention.ids must be positive, is 0");
        refuses(
                () -> config.withRetention(new Retention(1024, 1024, 8, HOUR, HOUR)),
                "retention.idle is PT1H, but labels and emission may take PT48H10S");
    }

    @Test
    void shouldRefuseTasksThatCannotBe() {
        refuses(() -> new Labels(List.of(CLICK, CLICK), HOUR, HOUR), "labels.tasks names click twice");
        refuses(
                () -> new Labels(List.of(CLICK), HOUR.plusMillis(1), HOUR),
                "labels.clickWindow is PT1H0.001S, longer than labels.attributionWindow, PT1H");
        refuses(() -> new Task("retrieval", Basis.CLICK, Set.of("click")), "retrieval is no ranking task");
        refuses(() -> new Task("like", Basis.CLICK, Set.of()), "task like has no action that would answer it");
    }

    @Test
    void shouldRefuseWaysToTreatLateConversionsThatCannotBe() {
        Task hour = new Task("convert", Basis.CLICK, Set.of("convert"), LateConversions.esDfm(HOUR));
        refuses(
                () -> new Task("click", Basis.IMPRESSION, Set.of("click"), LateConversions.FNW),
                "task click is asked of impressions: only what is asked of clicks can be learnt from early");
        refuses(
                () -> new LateConversions(LateConversions.Kind.FNW, HOUR),
                "only ES_DFM has a short window, not FNW: PT1H");
        refuses(() -> LateConversions.esDfm(HOUR.negated()), "the short window is negative: PT-1H");
        refuses(
                () -> new Labels(List.of(hour), HOUR, HOUR),
                "the short window of task convert is PT1H, not shorter than labels.attributionWindow, PT1H");
        refuses(
                () -> new Labels(
                        List.of(hour, new Task("convert.delayed", Basis.CLICK, Set.of("x"))), HOUR, HOUR.plusMillis(1)),
                "labels.tasks names convert.delayed twice");
        assertThat(new Labels(List.of(CLICK, hour), HOUR, HOUR.plusMillis(1)).tasks())
                .flatExtracting(Task::supervised)
                .containsExactly("click", "convert", "convert.delayed", "convert.real-negative");
    }
}
