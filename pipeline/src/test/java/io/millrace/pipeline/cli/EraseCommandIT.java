package io.millrace.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.broker.Topics;
import io.millrace.pipeline.embedded.TopicContents;
import io.millrace.schemas.Erasure;
import io.millrace.schemas.Event;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class EraseCommandIT {
    private static final int PARTITIONS = 3;
    private static final Instant UNTIL = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path folder;

    @RegisterExtension
    final CapturedOutput output = new CapturedOutput();

    private final StringWriter errors = new StringWriter();

    private int erase(String brokers, String... arguments) {
        List<String> all = new ArrayList<>(List.of("erase", "--set", "kafka.bootstrap-servers=" + brokers));
        all.addAll(List.of(arguments));
        return Main.commandLine().setErr(new PrintWriter(errors, true)).execute(all.toArray(String[]::new));
    }

    @Test
    void shouldSendAnErasureOfEachUserToThePartitionOfTheUsersEvents() throws Exception {
        Path file = Files.writeString(folder.resolve("users"), "bob\n\nzoë\nalice\n");
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
                new Topics(PARTITIONS, 1).create(admin);
            }
            assertThat(erase(broker.bootstrapServers(), "--user=alice", "--user-file=" + file, "--until=" + UNTIL))
                    .as(errors.toString())
                    .isZero();

            List<String> lines = new ArrayList<>();
            SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
            for (ConsumerRecord<byte[], byte[]> record :
                    TopicContents.committed(broker.bootstrapServers(), TopicNames.EVENTS)) {
                Event event = codec.decode(record.value());
                assertThat(event.getPayload()).isInstanceOf(Erasure.class);
                assertThat(event.getEventTime()).isEqualTo(UNTIL.toEpochMilli());
                byte[] key = event.getUserId().getBytes(StandardCharsets.UTF_8);
                assertThat(record.key()).isEqualTo(key);
                assertThat(record.partition()).isEqualTo(Utils.toPositive(Utils.murmur2(key)) % PARTITIONS);
                lines.add(
                        event.getUserId() + ": asked to erase up to 2026-01-01T00:00:00Z, event " + event.getEventId());
            }
            assertThat(output.text().lines()).hasSize(3).containsExactlyInAnyOrderElementsOf(lines);
        }
    }

    @Test
    void shouldSayWhatIsWrongWithoutSendingAnything() {
        assertThat(erase("127.0.0.1:1")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(erase("127.0.0.1:1", "--user=")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(erase("127.0.0.1:1", "--user=" + "x".repeat(257))).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(erase("127.0.0.1:1", "--user=x", "--until=2999-01-01T00:00:00Z"))
                .isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(erase("127.0.0.1:1", "--user-file=" + folder.resolve("none")))
                .isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(errors.toString())
                .contains("say whom to erase: --user, or --user-file with an id a line")
                .contains("no user has the id '': one has 1 to 256 characters")
                .contains("--until 2999-01-01T00:00:00Z is a time that no event may have")
                .contains("millrace: the file of users " + folder.resolve("none") + " cannot be read");
    }

    @Test
    void shouldSayInOneLineThatTheBrokerIsNotThere() {
        assertThat(erase("nowhere", "--user=alice")).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(errors.toString().lines())
                .singleElement()
                .asString()
                .startsWith("millrace: no erasure can be sent to the topic events at nowhere: ")
                .endsWith("or say where with --set kafka.bootstrap-servers");
        assertThat(output.text()).isEmpty();
    }
}
