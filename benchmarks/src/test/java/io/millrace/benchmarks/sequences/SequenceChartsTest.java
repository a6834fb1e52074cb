package io.millrace.benchmarks.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.sidebyside.ChartColours;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceChartsTest {
    private static final int FIRST = 0x1b6ca8;
    private static final int THIRD = 0x7f7f7f;
    private static final int FOURTH = 0x8c564b;

    @TempDir
    Path folder;

    @Test
    void shouldDrawABarForEveryJob() throws Exception {
        Path file = folder.resolve("bars.png");
        SequenceCharts.bars(file, TestingPasses.results());

        assertThat(ChartColours.of(file)).contains(FIRST, THIRD).doesNotContain(FOURTH);
    }

    @Test
    void shouldDrawACurveForEveryJob() throws Exception {
        Traffic more = new Traffic(1_000, 10, 0, Duration.ofSeconds(60), 1);
        List<SequenceResult> results = Stream.concat(
                        TestingPasses.results().stream(), SequenceResult.of(more, TestingPasses.all()).stream())
                .toList();
        SequenceCharts.byUsers(folder.resolve("users.png"), results);
        SequenceCharts.byEventsPerUser(folder.resolve("events.png"), results);

        assertThat(ChartColours.of(folder.resolve("users.png")))
                .contains(FIRST, THIRD)
                .doesNotContain(FOURTH);
        assertThat(ChartColours.of(folder.resolve("events.png")))
                .contains(FIRST, THIRD)
                .doesNotContain(FOURTH);
    }
}
