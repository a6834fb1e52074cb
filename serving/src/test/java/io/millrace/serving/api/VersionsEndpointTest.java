package io.millrace.serving.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serving.follow.AssemblyStatus;
import io.millrace.serving.follow.ModelSwitch;
import io.millrace.serving.version.TestingModels;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VersionsEndpointTest {
    private static final Map<String, String> ONE = Map.of("version", "1");

    private final ModelSwitch chosen = new ModelSwitch(2, TestingApi.CLOCK);
    private AssemblyStatus status = status(AssemblyStatus.NONE, "no manifest yet");
    private final VersionsEndpoint endpoint =
            new VersionsEndpoint(new Versions(chosen::current, () -> true, TestingApi.CLOCK), chosen, () -> status);

    @Test
    void shouldSayThatThereIsNoneYet() {
        JsonNode answer = TestingApi.answer(endpoint, "");
        assertThat(answer.toString())
                .isEqualTo("{\"pinned\":false,\"newest\":{\"reason\":\"no manifest yet\"},\"kept\":[]}");
    }

    @Test
    void shouldShowWhatIsKeptAndWhyTheNewestIsNotServed() {
        offer(1);
        offer(2);
        status = status(3, "version 3: held back, calibration");

        JsonNode answer = TestingApi.answer(endpoint, "");
        assertThat(answer.get("version").longValue()).isEqualTo(2);
        assertThat(answer.at("/newest/version").longValue()).isEqualTo(3);
        assertThat(answer.at("/newest/lineage").asText()).isEqualTo("1");
        assertThat(answer.at("/newest/reason").asText()).isEqualTo("version 3: held back, calibration");
        assertThat(answer.get("kept").findValuesAsText("version")).containsExactly("1", "2");
        assertThat(answer.get("kept").findValuesAsText("served")).containsExactly("false", "true");
        assertThat(answer.at("/kept/0/lineage_ended").booleanValue()).isFalse();
        assertThat(answer.at("/kept/0/staleness_ms").longValue()).isEqualTo(TestingApi.NOW);
    }

    @Test
    void shouldServeWhatIsAskedForUntilToldToFollow() {
        offer(1);
        offer(2);

        JsonNode pinned = TestingApi.answer(endpoint::serve, ONE, "{\"lineage\":\"1\"}");
        assertThat(pinned.get("version").longValue()).isEqualTo(1);
        assertThat(pinned.get("pinned").booleanValue()).isTrue();
        assertThat(pinned.at("/newest/reason").asText()).isEqualTo("version 1 is pinned");

        JsonNode followed = TestingApi.answer(endpoint::follow, "{}");
        assertThat(followed.get("version").longValue()).isEqualTo(2);
        assertThat(followed.at("/newest/reason").asText()).isEmpty();
    }

    @Test
    void shouldRefuseWhatIsNotKeptOrNoVersion() {
        offer(2);
        TestingApi.assertRefused(endpoint::serve, ONE, "{}", 404, "unknown-version");
        TestingApi.assertRefused(endpoint::serve, Map.of("version", "x"), "{}", 400, "wrong-type");
        TestingApi.assertRefused(endpoint::serve, Map.of("version", "2"), "{\"lineage\":\"-\"}", 400, "wrong-type");
        TestingApi.assertRefused(
                endpoint::serve, Map.of("version", "2"), "{\"lineage\":\"9\"}", 404, "unknown-version");
        TestingApi.assertRefused(endpoint::follow, "{\"x\":1}", 400, "unknown-field");
        assertThat(chosen.kept().pinned()).isEmpty();
    }

    private void offer(long version) {
        chosen.offer(TestingModels.version(version));
        status = status(version, "");
    }

    private static AssemblyStatus status(long newest, String reason) {
        return new AssemblyStatus(1, newest, newest, 0, 0, 0, 0, 0, 0, 0, 0, 0, "", reason);
    }
}
