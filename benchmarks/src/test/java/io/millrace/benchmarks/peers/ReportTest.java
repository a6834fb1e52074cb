package io.millrace.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    Path folder;

    @Test
    void shouldSetEveryResultInALineOfTheTable() {
        List<String> lines = Report.table(TestingResults.all()).lines().toList();

        assertThat(lines).hasSize(2 + TestingResults.all().size());
        assertThat(cells(lines.get(2)))
                .containsExactly("hstu-base", "Millrace, 1 trainer", "1", "87,000 tokens", "25.0", "25 %", "");
        assertThat(cells(lines.get(4)))
                .containsExactly(
                        "hstu-base",
                        "PyTorch, best eager: eager chunks of 16",
                        "1",
                        "41,000 tokens",
                        "12.0",
                        "12 %",
                        "x2.10 (2.00..2.20)");
    }

    private static List<String> cells(String line) {
        return List.of(line.substring(1).split("\\|")).stream()
                .map(String::strip)
                .toList();
    }

    @Test
    void shouldWriteEveryResultWithItsSpreadAsCsv() throws Exception {
        Path file = folder.resolve("results.csv");
        Report.writeCsv(file, TestingResults.all());

        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(1 + TestingResults.all().size());
        assertThat(lines.get(0))
                .isEqualTo("workload,side,form,threads,unit,rate,rate_min,rate_max,gflops,peak_share,"
                        + "ratio,ratio_min,ratio_max");
        assertThat(lines.get(1))
                .startsWith("hstu-base,\"Millrace, 1 trainer\",,1,tokens,87000.0,")
                .endsWith(",,,");
        assertThat(lines.get(3))
                .startsWith("hstu-base,\"PyTorch, best eager\",eager chunks of 16,1,tokens,41000.0,")
                .endsWith(",12.0,0.12,2.1,2.0,2.2");
    }
}
