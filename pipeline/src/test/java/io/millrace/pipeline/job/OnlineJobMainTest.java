package io.millrace.pipeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.flink.UnsuitableCheckpointsException;
import io.millrace.pipeline.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ParameterException;

class OnlineJobMainTest {
    @Test
    void shouldDrawTheJobAsFileAndCommandLineSay(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(
                folder.resolve("millrace.properties"), "job.parallelism=4\njob.checkpoint-interval=7 s\n");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        OnlineJobMain.parse("--set", "job.parallelism=3", "--config", file.toString(), "--lineage", "42")
                .draw(env);
        assertThat(env.getParallelism()).isEqualTo(3);
        assertThat(env.getCheckpointConfig().getCheckpointInterval()).isEqualTo(7_000);
        assertThat(env.getStreamGraph().getStreamNodes()).isNotEmpty();
    }

    /** What the cluster is set to is not put right without a word: someone has set it, and expects it. */
    @ParameterizedTest
    @CsvSource({"execution.checkpointing.unaligned.enabled,true", "execution.checkpointing.mode,AT_LEAST_ONCE"})
    void shouldRefuseAClusterWhoseCheckpointsAreNotOfItsKind(String option, String value) {
        StreamExecutionEnvironment env =
                StreamExecutionEnvironment.getExecutionEnvironment(Configuration.fromMap(Map.of(option, value)));
        OnlineJobMain main = OnlineJobMain.parse();
        assertThatThrownBy(() -> main.draw(env))
                .isInstanceOf(UnsuitableCheckpointsException.class)
                .hasMessageContaining("Set " + option);
    }

    @Test
    void shouldRefuseArgumentsAndOptionsThatItDoesNotKnow() {
        assertThatThrownBy(() -> OnlineJobMain.parse("--paralelism", "3")).isInstanceOf(ParameterException.class);
        OnlineJobMain misspelt = OnlineJobMain.parse("--set", "job.paralelism=3");
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        assertThatThrownBy(() -> misspelt.draw(env))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("did you mean 'job.parallelism'?");
    }
}
