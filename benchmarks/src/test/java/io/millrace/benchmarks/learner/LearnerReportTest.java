package io.millrace.benchmarks.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.cluster.CheckpointCost;
import io.millrace.benchmarks.cluster.CheckpointCost.Standstill;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LearnerReportTest {
    private static final CheckpointCost NO_CHECKPOINT = new CheckpointCost(List.of(), List.of(), List.of());
    private static final CheckpointCost TWO_CHECKPOINTS = new CheckpointCost(
            List.of(200L, 400L),
            List.of(2_000_000L, 4_000_000L),
            List.of(
                    new Standstill("trainer", 1),
                    new Standstill("parameter-server -> version-publisher", 10),
                    new Standstill("parameter-server -> version-publisher", 20)));

    private static List<String> cells(String line) {
        return Stream.of(line.split("\\|", -1)).map(String::strip).collect(Collectors.toList());
    }

    @Test
    void shouldCompareEveryRoundWithThePlainLoopOfThatRound() {
        LearnerReport report = new LearnerReport(1000, new double[] {2, 4, 2});
        report.add(
                "1 trainer",
                List.of(
                        new LearnerPass(4, 6, 2, 0.5, 1, 0.3, 0.2, 0.1, 1, NO_CHECKPOINT),
                        new LearnerPass(5, 6, 2, 0.5, 1, 0.3, 0.2, 0.1, 1, NO_CHECKPOINT),
                        new LearnerPass(2.5, 9, 2, 0.5, 1, 0.3, 0.2, 0.1, 1.5, TWO_CHECKPOINTS)));
        List<String> lines = report.toString().lines().collect(Collectors.toList());
        assertThat(cells(lines.get(2))).startsWith("", "plain loop", "500", "1", "", "2.00");
        assertThat(cells(lines.get(3)))
                .containsExactly(
                        "",
                        "1 trainer",
                        "250 (200..400)",
                        "0.80 (0.50..0.80)",
                        "6.00",
                        "2.00",
                        "0.50",
                        "1.00",
                        "0.30",
                        "0.20",
                        "0.10",
                        "1.00",
                        "300",
                        "3",
                        "15",
                        "");
    }
}
