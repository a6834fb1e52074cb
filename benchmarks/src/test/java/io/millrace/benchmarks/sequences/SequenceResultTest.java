package io.millrace.benchmarks.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.sidebyside.Spread;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SequenceResultTest {
    @Test
    void shouldCompareWithinRounds() {
        SequenceResult millrace = TestingPasses.results().get(2);

        assertThat(millrace.kind()).isEqualTo(JobKind.MILLRACE);
        assertThat(millrace.rate()).isEqualTo(new Spread(250, 200, 500));
        assertThat(millrace.ofCeiling()).isEqualTo(new Spread(0.5, 0.5, 0.8));
        assertThat(millrace.timesNaive()).isEqualTo(new Spread(4, 3.2, 10));
    }

    @Test
    void shouldGiveSingleFiguresByTheEvent() {
        SequenceResult millrace = TestingPasses.results().get(2);

        assertThat(millrace.cpuMicros()).isEqualTo(2000);
        assertThat(millrace.drainSeconds()).isEqualTo(2);
        assertThat(millrace.outputs()).isEqualTo(0.25);
        assertThat(millrace.written()).isEqualTo(250);
        assertThat(millrace.read()).isEqualTo(500);
        assertThat(millrace.compacted()).isEqualTo(750);
    }

    @Test
    void shouldLeaveOutRatiosToWhatWasNotMeasured() {
        List<Pass> passes = TestingPasses.all().get(JobKind.MILLRACE);

        SequenceResult alone = SequenceResult.of(TestingPasses.TRAFFIC, Map.of(JobKind.MILLRACE, passes))
                .get(0);

        assertThat(alone.ofCeiling()).isNull();
        assertThat(alone.timesNaive()).isNull();
    }
}
