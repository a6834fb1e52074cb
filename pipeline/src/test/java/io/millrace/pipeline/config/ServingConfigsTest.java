package io.millrace.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serving.tier.ServingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingConfigsTest {
    private static final Map<String, String> NO_VARIABLES = Map.of();

    @TempDir
    private Path folder;

    @Test
    void shouldListenToThisMachineAloneUnlessToldOtherwise() {
        ServingConfig config = of(Map.of(), NO_VARIABLES);

        assertThat(config.address().getAddress().isLoopbackAddress()).isTrue();
        assertThat(config.address().getPort()).isEqualTo(8080);
        assertThat(config.token()).isEmpty();
        assertThat(config.brokers().bootstrapServers()).isEqualTo("broker:1");
        assertThat(config.http().concurrency()).isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void shouldTakeOverWhatIsSet() {
        ServingConfig config = of(
                Map.of(
                        "serving.max-body", "64 kb",
                        "serving.body-timeout", "7 s",
                        "serving.concurrency", "3",
                        "serving.max-candidates", "9",
                        "serving.users-memory", "5 mb",
                        "serving.items-look-back", "2 h",
                        "intake.max-name", "44",
                        "intake.max-ahead", "3 h"),
                NO_VARIABLES);

        assertThat(config.http().body()).isEqualTo(64 << 10);
        assertThat(config.http().bodyTimeout()).isEqualTo(Duration.ofSeconds(7));
        assertThat(config.http().concurrency()).isEqualTo(3);
        assertThat(config.api().candidates()).isEqualTo(9);
        assertThat(config.api().name()).isEqualTo(44);
        assertThat(config.memory().users()).isEqualTo(5 << 20);
        assertThat(config.memory().itemsLookBack()).isEqualTo(Duration.ofHours(2));
        assertThat(config.feedback().ahead()).isEqualTo(Duration.ofHours(3));
    }

    @Test
    void shouldTakeTheTokenFromTheFileOrElseFromTheEnvironment() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), "s3cret\n");
        Path broken = Files.writeString(folder.resolve("broken"), "two words\n");
        String option = "serving.token-file";

        assertThat(of(Map.of(option, file.toString()), NO_VARIABLES).token()).isPresent();
        assertThat(of(Map.of(), Map.of("MILLRACE_TOKEN", "s3cret")).token()).isPresent();
        assertThatThrownBy(() -> of(Map.of(option, folder.resolve("none").toString()), NO_VARIABLES))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("the token cannot be read");
        assertThatThrownBy(() -> of(Map.of(option, broken.toString()), NO_VARIABLES))
                .isInstanceOf(ConfigException.class)
                .hasMessageNotContaining("two words");
    }

    @Test
    void shouldRefuseLimitsThatAreNone() {
        assertThatThrownBy(() -> of(Map.of("serving.concurrency", "0"), NO_VARIABLES))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("serving.* cannot be configured so");
        assertThatThrownBy(() -> of(Map.of("serving.port", "70000"), NO_VARIABLES))
                .isInstanceOf(ConfigException.class);
    }

    private static ServingConfig of(Map<String, String> options, Map<String, String> environment) {
        return ServingConfigs.of(MillraceConfig.of(options), "broker:1", environment);
    }
}
