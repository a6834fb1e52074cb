package io.millrace.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.broker.Topics;
import io.millrace.pipeline.embedded.SmallRun;
import io.millrace.schemas.Manifest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class ExportCommandIT {
    @TempDir
    private Path folder;

    @RegisterExtension
    final CapturedOutput output = new CapturedOutput();

    private final StringWriter errors = new StringWriter();

    private int execute(String... arguments) {
        return Main.commandLine().setErr(new PrintWriter(errors, true)).execute(arguments);
    }

    private static JsonNode header(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        int length = (int) ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
        return new ObjectMapper().readTree(new ByteArrayInputStream(bytes, Long.BYTES, length));
    }

    @Test
    void shouldExportTheLastVersionOfARunThatHasEnded() throws Exception {
        Path run = folder.resolve("run");
        Manifest last = SmallRun.learn(run, SmallRun.crowdedWorld(1_000, Duration.ZERO, 0), Map.of());
        Path file = folder.resolve("model.safetensors");

        assertThat(execute("export", "--dir", run.toString(), "--out", file.toString()))
                .as(errors.toString())
                .isZero();

        // A checkpoint at the very end may publish the same weights once more.
        JsonNode metadata = header(file).get("__metadata__");
        assertThat(metadata.get("digest").textValue()).isEqualTo(String.format("%016x", last.getDigest()));
        assertThat(Long.parseLong(metadata.get("version").textValue())).isGreaterThanOrEqualTo(last.getVersion());
        assertThat(output.text())
                .contains("version " + metadata.get("version").textValue() + " of lineage")
                .contains(metadata.get("digest").textValue());
        long rows = 0;
        for (var tensor : header(file).properties()) {
            if (tensor.getKey().endsWith(".ids")) {
                rows += tensor.getValue().get("shape").get(0).longValue();
            }
        }
        assertThat(rows).isPositive().isLessThan(last.getRows());
    }

    @Test
    void shouldSayThatNoVersionIsThere() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            new Topics(1, 1).create(admin);
            String servers = "kafka.bootstrap-servers=" + broker.bootstrapServers();
            Path file = folder.resolve("model.safetensors");
            assertThat(execute("export", "--set", servers, "--out", file.toString(), "--wait", "1"))
                    .isNotZero();
            assertThat(errors.toString()).isEqualTo("millrace: no version verified within 1 s: no manifest yet\n");
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void shouldSayThatTheTopicIsNotThere() {
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            assertThat(exportFrom(broker.bootstrapServers())).isNotZero();
        }
        assertThat(errors.toString()).contains("no topic model there").contains("millrace topics");
    }

    @Test
    void shouldSayThatNoBrokerIsThere() {
        String gone;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("kafka"), 0)) {
            gone = broker.bootstrapServers();
        }
        assertThat(exportFrom(gone)).isNotZero();
        assertThat(errors.toString()).contains("within 1 s no broker at " + gone);
    }

    @Test
    void shouldSayInOneLineThatAnAddressIsNone() {
        assertThat(exportFrom("nowhere.invalid:9092")).isNotZero();
        assertThat(errors.toString())
                .startsWith("millrace: the model topic cannot be followed: ")
                .hasLineCount(1);
    }

    private int exportFrom(String brokers) {
        String file = folder.resolve("model.safetensors").toString();
        return execute("export", "--set", "kafka.bootstrap-servers=" + brokers, "--out", file, "--wait", "1");
    }

    @Test
    void shouldSayThatTheFolderIsNotThere() {
        assertThat(execute("export", "--out", folder.resolve("no/model").toString()))
                .isNotZero();
        assertThat(errors.toString()).contains("there is no folder").contains("give another --out");
    }
}
