package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.LearnerConfig.ServerConfig;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.schemas.Erased;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.junit.jupiter.api.Test;

class ToErasuresTest {
    @Test
    void shouldTellEveryShardUpToWhenTheErasureTookEffect() {
        List<ServerRequest> requests = new ArrayList<>();
        Erased late = new Erased(7L, "user", "x", 100L, 250L, 0, 0, 0, 1L);

        new ToErasures(new ServerConfig(8, 1, 3, 1_000), new int[] {2, 4}).flatMap(late, new ListCollector<>(requests));

        assertThat(requests).hasSize(3).allSatisfy(request -> {
            assertThat(request.kind()).isEqualTo(ServerRequest.Kind.ERASE);
            assertThat(request.eventTime()).isEqualTo(250);
            assertThat(request.tables()).containsExactly(2, 4);
            assertThat(request.rows()).containsExactly(7, 7);
        });
        assertThat(requests.stream().map(ServerRequest::route).distinct()).hasSize(3);
    }
}
