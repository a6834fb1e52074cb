package io.millrace.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipeline.broker.EmbeddedBroker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TopicsCommandIT {
    private static final String MADE =
            "dead-letters 1\nerasures 1\nevaluations 1\nevents 3\nmodel 2\ntraining-examples 3\n";

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream terminal = System.out;

    @BeforeEach
    void listen() {
        System.setOut(new PrintStream(written, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void stopListening() {
        System.setOut(terminal);
    }

    @Test
    void shouldMakeTheTopicsOnceAndListThemEachTime() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            assertThat(topics(broker, "job.parallelism=3", "topics.model.partitions=2"))
                    .isZero();
            assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo(MADE);
            written.reset();
            assertThat(topics(broker, "job.parallelism=5", "topics.model.partitions=7"))
                    .isZero();
            assertThat(written.toString(StandardCharsets.UTF_8)).isEqualTo(MADE);
        }
    }

    @Test
    void shouldSayInOneLineWhatIsWrongWithTheBrokersAddress() {
        StringWriter errors = new StringWriter();
        int code = Main.commandLine()
                .setErr(new PrintWriter(errors))
                .execute("topics", "--set", "kafka.bootstrap-servers=nowhere");
        assertThat(code).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(errors.toString().lines())
                .singleElement()
                .asString()
                .startsWith("millrace: no topics can be made on nowhere: ");
    }

    private static int topics(EmbeddedBroker broker, String option, String otherOption) {
        String brokers = "kafka.bootstrap-servers=" + broker.bootstrapServers();
        return Main.commandLine().execute("topics", "--set", brokers, "--set", option, "--set", otherOption);
    }
}
