package io.millrace.benchmarks.serving;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class LoadResultTest {
    @Test
    void shouldTellRateAndPercentilesOfWhatWasAnswered() {
        long[] nanos =
                LongStream.rangeClosed(1, 200).map(i -> (201 - i) * 1_000_000).toArray();
        LoadResult result = new LoadResult(nanos, 3, 4);

        assertThat(result.perSecond()).isEqualTo(50);
        assertThat(result.millis(0.5)).isEqualTo(100);
        assertThat(result.millis(0.99)).isEqualTo(198);
        assertThat(result.toRow()).isEqualTo("50 | 100.00 | 198.00 | 200.00 | 3");
    }

    @Test
    void shouldHaveNoPercentilesOfNothing() {
        assertThat(new LoadResult(new long[0], 9, 1).millis(0.5)).isNaN();
    }
}
