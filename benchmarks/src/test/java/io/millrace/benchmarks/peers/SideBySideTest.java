package io.millrace.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class SideBySideTest {
    @TempDir
    Path folder;

    private String refused(String... options) {
        StringWriter errors = new StringWriter();
        CommandLine line = new CommandLine(new SideBySide()).setErr(new PrintWriter(errors));
        String[] arguments = new String[options.length + 1];
        arguments[0] = folder.toString();
        System.arraycopy(options, 0, arguments, 1, options.length);

        assertThat(line.execute(arguments)).isEqualTo(CommandLine.ExitCode.USAGE);
        return errors.toString();
    }

    @Test
    void shouldNameTheWorkloadsWhenAskedForOneThatThereIsNot() {
        assertThat(refused("--only", "hstu-huge"))
                .contains("[hstu-base, hstu-large, wukong-small, wukong-large], not [hstu-huge]");
    }

    @Test
    void shouldRefuseToMeasureNothing() {
        assertThat(refused("--rounds", "0")).contains("at least 1");
        assertThat(refused("--threads", "0")).contains("at least 1");
    }
}
