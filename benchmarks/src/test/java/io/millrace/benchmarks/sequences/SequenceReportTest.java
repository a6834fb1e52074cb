package io.millrace.benchmarks.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SequenceReportTest {
    @TempDir
    Path folder;

    @Test
    void shouldSetEveryResultInALineOfTheTable() {
        List<String> lines =
                SequenceReport.table(TestingPasses.results()).lines().toList();

        assertThat(lines).hasSize(2 + 3);
        assertThat(cells(lines.get(4)))
                .containsExactly(
                        "10",
                        "100",
                        "millrace",
                        "250 (200..500)",
                        "0.50 (0.50..0.80)",
                        "4.00 (3.20..10.00)",
                        "",
                        "2000.0",
                        "2.0",
                        "0.25",
                        "250",
                        "500",
                        "750");
    }

    private static List<String> cells(String line) {
        return List.of(line.substring(1).split("\\|")).stream()
                .map(String::strip)
                .toList();
    }

    @Test
    void shouldWriteEveryResultAsCsv() throws Exception {
        Path file = folder.resolve("results.csv");
        SequenceReport.writeCsv(file, TestingPasses.results());

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(1 + 3);
        assertThat(lines.get(0)).startsWith("users,events_per_user,skew,job,rate,rate_min,rate_max,of_ceiling,");
        assertThat(lines.get(3))
                .isEqualTo(
                        "10,100,0.0,millrace,250.0,200.0,500.0,0.5,0.5,0.8,4.0,3.2,10.0,,,,2000.0,2.0,0.25,250.0,500.0,750.0");
    }

    @Test
    void shouldLeaveARatioThatThereIsNotEmpty() throws Exception {
        Path file = folder.resolve("results.csv");
        List<Pass> passes = TestingPasses.all().get(JobKind.MILLRACE);
        SequenceReport.writeCsv(file, SequenceResult.of(TestingPasses.TRAFFIC, Map.of(JobKind.MILLRACE, passes)));

        assertThat(Files.readAllLines(file).get(1)).contains(",250.0,200.0,500.0,,,,,,,,,,2000.0,2.0,");
    }
}
