package io.millrace.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipeline.broker.EmbeddedBroker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class TopicsCommandIT {
    private static final String MADE =
            "dead-letters 1\nerasures 1\nevaluations 1\nevents 3\nmodel 2\nmodel-control 1\ntraining-examples 3\n";

    @TempDir
    private Path folder;

    @RegisterExtension
    final CapturedOutput output = new CapturedOutput();

    @Test
    void shouldMakeTheTopicsOnceAndListThemEachTime() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0)) {
            assertThat(topics(broker, "job.parallelism=3", "topics.model.partitions=2"))
                    .isZero();
            assertThat(output.text()).isEqualTo(MADE);
            output.reset();
            assertThat(topics(broker, "job.parallelism=5", "topics.model.partitions=7"))
                    .isZero();
            assertThat(output.text()).isEqualTo(MADE);
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
