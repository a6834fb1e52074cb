package io.millrace.serving.api;

import static io.millrace.serving.watch.TestingManifests.good;
import static io.millrace.serving.watch.TestingManifests.held;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.schemas.Manifest;
import io.millrace.serving.follow.Activation;
import io.millrace.serving.follow.AssemblyStatus;
import io.millrace.serving.watch.VersionLog;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProgressEndpointTest {
    private final TestingApi api = new TestingApi();
    private final VersionLog log = new VersionLog(10, 0);

    @Test
    void shouldSayThatThereIsNothingYet() {
        JsonNode answer = TestingApi.answer(endpoint(api.none), "");
        assertThat(answer.toString())
                .isEqualTo("{\"now\":2000000,\"ready\":false,\"users\":7,\"reason\":\"because\",\"versions\":[]}");
    }

    @Test
    void shouldTellOfEveryVersionWhatItHadLearntAndWhatBecameOfIt() {
        Manifest first = good(1, 1_990_000, 100);
        log.announced(first);
        log.activated(new Activation(1, first, 1_990_100, List.of(400L)));
        log.announced(held(2, 1_992_000, "NE is worse"));

        JsonNode answer = TestingApi.answer(endpoint(api.versions), "");
        assertThat(answer.get("version").longValue()).isEqualTo(1);
        assertThat(answer.get("items").intValue()).isPositive();
        assertThat(answer.get("ready").booleanValue()).isTrue();
        assertThat(answer.at("/versions/0").toString())
                .isEqualTo(
                        "{\"version\":1,\"lineage\":\"1\",\"created_at\":1990000,\"verdict\":\"good\",\"reason\":\"\","
                                + "\"events\":100,\"events_per_second\":0.0,\"examples\":50,\"rows\":0,"
                                + "\"activated_at\":1990100,\"freshness_p50_ms\":400,\"freshness_p99_ms\":400,"
                                + "\"checkpoint_ms\":35,\"evaluations\":{\"hstu/click\":{\"count\":1000,\"ne\":0.91235}}}");
        assertThat(answer.at("/versions/1/verdict").asText()).isEqualTo("held");
        assertThat(answer.at("/versions/1/reason").asText()).isEqualTo("NE is worse");
        assertThat(answer.at("/versions/1").has("activated_at")).isFalse();
        assertThat(answer.at("/versions/1").has("checkpoint_ms")).isFalse();
    }

    @Test
    void shouldTellOfTheNewestOnlyIfAskedTo() {
        log.announced(good(1, 1, 1));
        log.announced(good(2, 2, 2));

        JsonNode answer = TestingApi.answer(endpoint(api.versions), Map.of("versions", "1"), "");
        assertThat(answer.get("versions").findValuesAsText("version")).containsExactly("2");
        for (String wrong : List.of("0", "-1", "x", "1234567890")) {
            TestingApi.assertRefused(endpoint(api.versions), Map.of("versions", wrong), "", 400, "out-of-range");
        }
    }

    private ProgressEndpoint endpoint(Versions versions) {
        AssemblyStatus status = new AssemblyStatus(1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", "because");
        return new ProgressEndpoint(versions, log, () -> status, () -> 7, () -> Map.of(1L, 35L));
    }
}
