package io.millrace.benchmarks.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SequenceSpeedTest {
    @TempDir
    Path folder;

    private String refused(String... options) {
        StringWriter errors = new StringWriter();
        CommandLine line = SequenceSpeed.commandLine().setErr(new PrintWriter(errors));
        String[] arguments = new String[options.length + 1];
        arguments[0] = folder.toString();
        System.arraycopy(options, 0, arguments, 1, options.length);

        assertThat(line.execute(arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
        return errors.toString();
    }

    @Test
    void shouldNameTheJobsWhenAskedForOneThatThereIsNot() {
        assertThat(refused("--only", "magic"))
                .contains("[ceiling, keyed, naive, naive-records, millrace, millrace-kafka], not magic");
    }

    @Test
    void shouldRefuseToMeasureNothing() {
        assertThat(refused("--rounds", "0")).contains("at least 1");
        assertThat(refused("--users", "0")).contains("at least 1");
        assertThat(refused("--events-per-user", "0")).contains("at least 1");
        assertThat(refused("--gap", "0")).contains("at least 1");
    }

    @Test
    void shouldRefuseCoresThatThereAreNot() {
        int processors = Runtime.getRuntime().availableProcessors();

        assertThat(refused("--cores", String.valueOf(processors + 1))).contains("from 1 to " + processors);
        assertThat(refused("--cores", "0")).contains("from 1 to " + processors);
    }
}
