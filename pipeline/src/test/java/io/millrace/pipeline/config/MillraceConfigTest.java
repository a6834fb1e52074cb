package io.millrace.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MillraceConfigTest {
    private static final MillraceConfig DEFAULTS = MillraceConfig.of(Map.of());

    @TempDir
    private Path folder;

    @Test
    void shouldHaveDefaultsWhenNothingIsSet() {
        assertThat(DEFAULTS.get(MillraceOptions.PARALLELISM)).isEqualTo(1);
        assertThat(DEFAULTS.get(MillraceOptions.DISORDER)).isEqualTo(Duration.ofSeconds(1));
        assertThat(DEFAULTS.get(MillraceOptions.TASKS)).containsExactly("click", "convert");
        assertThat(DEFAULTS.get(MillraceOptions.EVENT_PARTITIONS)).isNull();
        assertThat(DEFAULTS.values()).isEmpty();
    }

    @Test
    void shouldReadValuesOfEveryType() {
        MillraceConfig config = MillraceConfig.of(Map.of(
                "job.parallelism", "3",
                "model.seed", "-7",
                "model.row-learning-rate", "0.25",
                "topics.training-examples.publish", "false",
                "sequence.click-window", "90 s",
                "job.managed-memory", "1 gb",
                "kafka.bootstrap-servers", "a:1,b:2",
                "model.features", "category;price"));
        assertThat(config.get(MillraceOptions.PARALLELISM)).isEqualTo(3);
        assertThat(config.get(MillraceOptions.SEED)).isEqualTo(-7);
        assertThat(config.get(MillraceOptions.ROW_LEARNING_RATE)).isEqualTo(0.25);
        assertThat(config.get(MillraceOptions.PUBLISH_EXAMPLES)).isFalse();
        assertThat(config.get(MillraceOptions.CLICK_WINDOW)).isEqualTo(Duration.ofSeconds(90));
        assertThat(config.get(MillraceOptions.MANAGED_MEMORY)).isEqualTo(MemorySize.ofMebiBytes(1024));
        assertThat(config.get(MillraceOptions.BOOTSTRAP_SERVERS)).isEqualTo("a:1,b:2");
        assertThat(config.get(MillraceOptions.FEATURES)).containsExactly("category", "price");
    }

    @Test
    void shouldReadTheEmptyValueOfAListAsTheEmptyList() {
        assertThat(MillraceConfig.of(Map.of("model.features", "")).get(MillraceOptions.FEATURES))
                .isEmpty();
    }

    @Test
    void shouldReadAListOfOne() {
        assertThat(MillraceConfig.of(Map.of("model.features", "category")).get(MillraceOptions.FEATURES))
                .containsExactly("category");
    }

    @Test
    void shouldNameTheNearestOptionWhenAKeyIsUnknown() {
        assertThatThrownBy(() -> MillraceConfig.of(Map.of("job.paralelism", "2")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("unknown option 'job.paralelism'; did you mean 'job.parallelism'?");
    }

    @Test
    void shouldNameOptionAndValueWhenTheTypeIsWrong() {
        assertThatThrownBy(() -> MillraceConfig.of(Map.of("job.parallelism", "two")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("option 'job.parallelism' cannot be 'two': ");
        assertThatThrownBy(() -> MillraceConfig.of(Map.of("sequence.disorder", "soon")))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("option 'sequence.disorder' cannot be 'soon': ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"learner.row-ttl", "learner.dense-age", "sequence.attribution-window"})
    void shouldRefuseTimesThatWouldOverflow(String option) {
        assertThatThrownBy(() -> MillraceConfig.of(Map.of(option, "36501 d")))
                .isInstanceOf(ConfigException.class)
                .hasMessage("option '" + option + "' cannot be '36501 d': it must be 36500 d at most");
        assertThat(MillraceConfig.of(Map.of(option, "36500 d")).values()).hasSize(1);
    }

    @Test
    void shouldReadAPropertiesFile() throws IOException {
        MillraceConfig config = MillraceConfig.read(file("# ours\nmodel.width = 64\nmodel.tasks=\n"));
        assertThat(config.values()).isEqualTo(Map.of("model.width", "64", "model.tasks", ""));
        assertThat(config.get(MillraceOptions.WIDTH)).isEqualTo(64);
    }

    @Test
    void shouldCheckAPropertiesFileAsItChecksEverythingElse() throws IOException {
        Path misspelt = file("model.widht=64\n");
        assertThatThrownBy(() -> MillraceConfig.read(misspelt))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean 'model.width'?");
    }

    @Test
    void shouldNameTheFileThatCannotBeRead() {
        Path missing = folder.resolve("missing.properties");
        assertThatThrownBy(() -> MillraceConfig.read(missing))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(missing.toString());
    }

    @Test
    void shouldPreferOverridesAndLeaveTheOriginalAsItWas() {
        MillraceConfig original = MillraceConfig.of(Map.of("model.width", "64", "model.layers", "3"));
        MillraceConfig changed = original.with(Map.of("model.width", "16"));
        assertThat(changed.get(MillraceOptions.WIDTH)).isEqualTo(16);
        assertThat(changed.get(MillraceOptions.LAYERS)).isEqualTo(3);
        assertThat(original.get(MillraceOptions.WIDTH)).isEqualTo(64);
    }

    @Test
    void shouldListOptionsByKeyEachOnce() {
        assertThat(MillraceConfig.options())
                .extracting(ConfigOption::key)
                .isSorted()
                .doesNotHaveDuplicates();
    }

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("millrace.properties"), text);
    }
}
