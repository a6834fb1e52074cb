package io.millrace.benchmarks.rows;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class RowSpeedTest {
    @TempDir
    Path folder;

    @Test
    void shouldTouchEveryRowAndSaySo() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        int exit = new CommandLine(new RowSpeed(new PrintStream(printed, true, StandardCharsets.UTF_8)))
                .execute(
                        folder.toString(),
                        "--rows=5120",
                        "--updates=1024",
                        "--cut-every=1000",
                        "--cache=1",
                        "--managed=32");
        assertThat(exit).isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("fill: 5,120 rows", "update: 1,024 rows", "hit rate 0.000");
    }
}
