package io.millrace.benchmarks.learner;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.cluster.MeasuredCluster;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job that is measured does all of its work. */
class LearnerJobIT {
    @TempDir
    Path folder;

    @Test
    void shouldTellWhereTheTimeWent() throws Exception {
        MillraceConfig config = MillraceConfig.of(Map.of("job.parallelism", "2", "model.features", "category"));
        try (MeasuredCluster cluster = MeasuredCluster.start(config, folder)) {
            LearnerVariant variant = new LearnerVariant("two", JobConfigs.learner(config, 1), Duration.ofMillis(100));
            LearnerPass pass =
                    new LearnerJob(cluster).pass(variant, new ExampleTraffic(50, 500, 1, 30, 4, 1).examples(300));
            assertThat(pass.seconds()).isPositive();
            assertThat(pass.learning()).isBetween(0.01, 2 * pass.seconds() + 1);
            assertThat(pass.pulling()).isPositive();
            assertThat(pass.pushing()).isPositive();
            assertThat(pass.busiestShard()).isBetween(1.0, 2.0);
        }
    }
}
