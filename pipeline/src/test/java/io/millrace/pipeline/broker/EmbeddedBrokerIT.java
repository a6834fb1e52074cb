package io.millrace.pipeline.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerIT {
    @TempDir
    Path folder;

    @Test
    void shouldKeepItsTopicsWhenRestartedOnTheSameFolder() throws Exception {
        int port;
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
                Admin admin = admin(broker)) {
            port = broker.port();
            assertThat(new Topics(3, 2).create(admin))
                    .isEqualTo(Map.of(
                            "events",
                            3,
                            "training-examples",
                            3,
                            "model",
                            2,
                            "model-control",
                            1,
                            "evaluations",
                            1,
                            "dead-letters",
                            1,
                            "erasures",
                            1));
        }
        try (EmbeddedBroker broker = EmbeddedBroker.start(folder, port);
                Admin admin = admin(broker)) {
            assertThat(broker.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
            assertThat(new Topics(5, 5).create(admin))
                    .as("topics that are there stay as they are")
                    .containsEntry("events", 3)
                    .containsEntry("model", 2);
            assertThat(setting(admin, "events", "message.timestamp.type")).isEqualTo("LogAppendTime");
            assertThat(setting(admin, "model", "cleanup.policy")).isEqualTo("compact");
            assertThat(setting(admin, "training-examples", "cleanup.policy")).isEqualTo("delete");
            assertThat(setting(admin, "erasures", "cleanup.policy")).isEqualTo("delete");

            assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("in use by another broker");
        }
    }

    @Test
    void shouldSayThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThatThrownBy(() -> EmbeddedBroker.start(folder, taken.getLocalPort()))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("Port " + taken.getLocalPort())
                    .hasMessageContaining("choose another port");
        }
    }

    @Test
    void shouldSayThatTheFolderCannotBeWritten() throws IOException {
        Path file = Files.writeString(folder.resolve("a-file"), "");
        assertThatThrownBy(() -> EmbeddedBroker.start(file.resolve("broker"), 0))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining("cannot be written")
                .hasMessageContaining("choose another folder");
    }

    @Test
    void shouldSayThatTheFolderIsNotABrokers() throws IOException {
        Files.writeString(folder.resolve("meta.properties"), "version=77\n");
        assertThatThrownBy(() -> EmbeddedBroker.start(folder, 0))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining("choose an empty folder");
    }

    @Test
    void shouldRefuseATopicWithoutPartitions() {
        assertThatThrownBy(() -> new Topics(1, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    private static Admin admin(EmbeddedBroker broker) {
        return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
    }

    private static String setting(Admin admin, String topic, String name)
            throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        Config config = admin.describeConfigs(List.of(resource)).all().get().get(resource);
        return config.get(name).value();
    }
}
