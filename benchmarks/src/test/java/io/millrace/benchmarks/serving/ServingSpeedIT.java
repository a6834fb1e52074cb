package io.millrace.benchmarks.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.ModelConfig;
import io.millrace.pipeline.config.MillraceConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingSpeedIT {
    @TempDir
    private Path folder;

    @Test
    void shouldBeAnsweredByTheServerThatItMeasures() throws Exception {
        try (SyntheticServer server =
                SyntheticServer.start(MillraceConfig.of(Map.of()), ModelConfig.defaults(), 300, folder)) {
            Requests requests = new Requests(300, 5);
            LoadResult recommended = new ClosedLoop(server.url().resolve("/recommend"), "", requests.recommend(10))
                    .run(2, Duration.ofSeconds(1));
            LoadResult ranked =
                    new ClosedLoop(server.url().resolve("/rank"), "", requests.rank(20)).run(2, Duration.ofSeconds(1));
            LoadResult refused = new ClosedLoop(server.url().resolve("/rank"), "", requests.recommend(10))
                    .run(1, Duration.ofMillis(100));

            assertThat(recommended.nanos()).isNotEmpty();
            assertThat(recommended.failed()).isZero();
            assertThat(ranked.nanos()).isNotEmpty();
            assertThat(ranked.failed()).isZero();
            assertThat(refused.nanos()).isEmpty();
            assertThat(refused.failed()).isPositive();
        }
    }
}
