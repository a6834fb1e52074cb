package io.millrace.pipeline.cli;

import static io.millrace.pipeline.deadletter.TestingLetters.letter;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.pipeline.deadletter.TestingLetters;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class DeadLettersCommandIT {
    @TempDir
    private Path folder;

    @RegisterExtension
    final CapturedOutput output = new CapturedOutput();

    private final StringWriter errors = new StringWriter();

    private int execute(String... arguments) {
        output.reset();
        errors.getBuffer().setLength(0);
        return Main.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
    }

    private String run(TestingLetters topics, String command, String... arguments) {
        List<String> all = new ArrayList<>(List.of("dead-letters", command));
        all.addAll(List.of("--set", "kafka.bootstrap-servers=" + topics.brokers()));
        all.addAll(List.of(arguments));
        assertThat(execute(all.toArray(String[]::new))).as(errors.toString()).isZero();
        return output.text();
    }

    @Test
    void shouldListWhatThereIsAndPutItBack() throws Exception {
        try (TestingLetters topics = new TestingLetters(folder)) {
            assertThat(run(topics, "list")).isEqualTo("no dead letters\n");
            topics.write(letter("not-avro", 1, 2), letter("time-in-future", 0, 5), letter("time-in-future", 2, 65));
            topics.writeBytes(new byte[] {1, 2, 3});

            assertThat(run(topics, "list")).isEqualTo("""
                            time-in-future: 2, 0 put back, from 2023-11-14T22:13:25Z to 2023-11-14T22:14:25Z
                              events-0@5: the time-in-future of 5
                            not-avro: 1, 0 put back, from 2023-11-14T22:13:22Z to 2023-11-14T22:13:22Z
                              events-1@2: the not-avro of 2
                            1 records are no dead letters of this version
                            """);
            assertThat(run(topics, "replay", "--reason", "time-in-future", "--dry-run"))
                    .isEqualTo("would put back 2 dead letters (time-in-future 2); 0 had been put back before,"
                            + " 0 cannot be: no events, or without bytes\n");
            assertThat(topics.events()).isEmpty();
            assertThat(run(topics, "replay", "--until", "2023-11-14T22:14:00Z", "--partition", "0"))
                    .startsWith("put back 1 dead letters (time-in-future 1); 0 had been put back before");
            assertThat(run(topics, "replay", "--reason", "time-in-future"))
                    .startsWith("put back 1 dead letters (time-in-future 1); 1 had been put back before");
            assertThat(run(topics, "replay", "--reason", "time-in-future"))
                    .startsWith("put back 0 dead letters; 2 had been put back before");
            assertThat(topics.events()).hasSize(2);
            assertThat(run(topics, "list", "--reason", "time-in-future", "--limit", "2"))
                    .isEqualTo("""
                            time-in-future: 2, 2 put back, from 2023-11-14T22:13:25Z to 2023-11-14T22:14:25Z
                              events-0@5: the time-in-future of 5
                              events-2@65: the time-in-future of 65
                            1 records are no dead letters of this version
                            """);
        }
    }

    @Test
    void shouldListForProgramsToo() throws Exception {
        try (TestingLetters topics = new TestingLetters(folder)) {
            topics.write(letter("not-avro", 1, 2), letter("events", "no-value", 0, 3, null));

            JsonNode list = new ObjectMapper().readTree(run(topics, "list", "--json", "--limit", "3"));

            assertThat(list).isEqualTo(new ObjectMapper().readTree("""
                            {"reasons": [
                              {"reason": "no-value", "count": 1, "putBack": 0,
                               "first": "2023-11-14T22:13:23Z", "last": "2023-11-14T22:13:23Z",
                               "examples": [{"topic": "events", "partition": 0, "offset": 3,
                                 "time": "2023-11-14T22:13:23Z", "detail": "the no-value of 3",
                                 "key": "a2V5IDM=", "value": null}]},
                              {"reason": "not-avro", "count": 1, "putBack": 0,
                               "first": "2023-11-14T22:13:22Z", "last": "2023-11-14T22:13:22Z",
                               "examples": [{"topic": "events", "partition": 1, "offset": 2,
                                 "time": "2023-11-14T22:13:22Z", "detail": "the not-avro of 2",
                                 "key": "a2V5IDI=", "value": "dmFsdWUgMSAy"}]}],
                             "unreadable": 0}"""));
        }
    }

    @Test
    void shouldWakeTheBrokerOfARunThatHasEnded() {
        try (TestingLetters topics = new TestingLetters(folder.resolve("kafka"))) {
            topics.write(letter("not-avro", 1, 2));
        }

        assertThat(execute("dead-letters", "list", "--dir", folder.toString())).isZero();

        assertThat(output.text()).startsWith("not-avro: 1, 0 put back");
    }

    @Test
    void shouldSayInOneLineWhatIsWrong() {
        assertThat(oneLine("list", "--set", "kafka.bootstrap-servers=nowhere"))
                .startsWith("millrace: the dead letters at nowhere cannot be read")
                .contains("--set kafka.bootstrap-servers");
        assertThat(oneLine("replay", "--all", "--set", "kafka.bootstrap-servers=nowhere"))
                .startsWith("millrace: nothing can be put back at nowhere")
                .contains("--set kafka.bootstrap-servers");
        assertThat(oneLine("list", "--dir", folder.resolve("none").toString()))
                .contains("none is no folder of a run: give the --dir that 'millrace run' had");
    }

    private String oneLine(String... arguments) {
        List<String> all = new ArrayList<>(List.of("dead-letters"));
        all.addAll(List.of(arguments));
        assertThat(execute(all.toArray(String[]::new))).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(errors.toString().lines()).as(errors.toString()).hasSize(1);
        return errors.toString();
    }

    @Test
    void shouldPutNothingBackUnlessToldWhat() {
        assertThat(execute("dead-letters", "replay")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString())
                .startsWith("say which to put back: --reason")
                .contains("--all");
        assertThat(execute("dead-letters", "replay", "--all", "--reason", "not-avro"))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(execute("dead-letters")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString()).startsWith("say what to do: list or replay");
        assertThat(execute("dead-letters", "list", "--limit", "-1")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(execute("dead-letters", "list", "--since", "yesterday")).isEqualTo(CommandLine.ExitCode.USAGE);
    }
}
