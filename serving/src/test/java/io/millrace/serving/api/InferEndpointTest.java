package io.millrace.serving.api;

import static io.millrace.serving.api.TestingApi.answer;
import static io.millrace.serving.api.TestingApi.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.serving.users.TestingUsers;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InferEndpointTest {
    private static final Map<String, String> PATH = Map.of("name", "millrace");
    private static final ModelNames NAMES = new ModelNames("millrace");
    private static final String CANDIDATES = tensor("candidates", "BYTES", "[2]", "[\"x\",\"y\"]");

    private final TestingApi api = new TestingApi();
    private final InferEndpoint endpoint = new InferEndpoint(NAMES, api.versions, api.users, TestingApi.LIMITS);
    private final RankEndpoint rank = new RankEndpoint(api.versions, api.askers, TestingApi.LIMITS);

    @Test
    void shouldScoreAsRankDoes() {
        JsonNode answer = answer(
                endpoint,
                PATH,
                inputs(
                        "\"id\":\"42\",\"outputs\":[{\"name\":\"scores\"}],",
                        CANDIDATES,
                        tensor("user", "BYTES", "[1]", "[\"ada\"]"),
                        tensor("request_time", "INT64", "[1]", "[1500000]"),
                        tensor("history_items", "BYTES", "[2]", "[\"a\",\"b\"]"),
                        tensor("history_times", "INT64", "[2,1]", "[[1000000],[1001000]]"),
                        tensor("history_actions", "BYTES", "[2,2]", "[\"like\",\"click\",\"\",\"\"]"),
                        tensor("candidate_features", "BYTES", "[2,1]", "[\"noir\",\"\"]")));
        JsonNode ranked = answer(rank, """
                {"user":"ada","time":1500000,"history":[
                 {"item":"a","time":1000000,"actions":["click","like"]},{"item":"b","time":1001000}],
                 "candidates":[{"item":"x","features":{"genre":"noir"}},"y"]}""");

        assertThat(answer.get("model_name").textValue()).isEqualTo("millrace");
        assertThat(answer.get("model_version").textValue()).isEqualTo("1");
        assertThat(answer.get("id").textValue()).isEqualTo("42");
        JsonNode output = answer.get("outputs").get(0);
        assertThat(output.get("name").textValue()).isEqualTo("scores");
        assertThat(output.get("datatype").textValue()).isEqualTo("FP32");
        assertThat(output.get("shape")).hasToString("[2,2]");
        for (int i = 0; i < 4; i++) {
            assertThat(output.get("data").get(i))
                    .isEqualTo(ranked.get("scores").get(i / 2).get(i % 2));
        }
        assertThat(answer.at("/parameters/tasks")).isEqualTo(ranked.get("tasks"));
        assertThat(answer.at("/parameters/staleness_ms").longValue()).isEqualTo(TestingApi.NOW);
    }

    @Test
    void shouldTakeTheSequenceThatIsFollowed() {
        api.users.put(TestingUsers.example("ada", 1_500_000, "a", "b"));
        JsonNode answer = answer(endpoint, PATH, inputs("", CANDIDATES, tensor("user", "BYTES", "[1]", "[\"ada\"]")));
        JsonNode ranked = answer(rank, "{\"user\":\"ada\",\"candidates\":[\"x\",\"y\"]}");

        assertThat(answer.at("/outputs/0/data/0")).isEqualTo(ranked.at("/scores/0/0"));
    }

    @Test
    void shouldKnowOneModelAndOneVersion() {
        assertRefused(endpoint, Map.of("name", "other"), inputs("", CANDIDATES), 404, "unknown-model");
        assertRefused(
                endpoint, Map.of("name", "millrace", "version", "2"), inputs("", CANDIDATES), 404, "unknown-version");
        assertThat(answer(endpoint, Map.of("name", "millrace", "version", "1"), inputs("", CANDIDATES))
                        .get("outputs"))
                .hasSize(1);
        InferEndpoint early = new InferEndpoint(NAMES, api.none, api.users, TestingApi.LIMITS);
        assertRefused(early, PATH, inputs("", CANDIDATES), 503, "not-ready");
    }

    @Test
    void shouldDescribeTheTensorsThatItTakes() {
        JsonNode described = answer(new ModelMetadataEndpoint(NAMES, api.versions), PATH, "");

        assertThat(described.get("versions")).hasToString("[\"1\"]");
        assertThat(described.get("inputs").findValuesAsText("name"))
                .containsExactlyInAnyOrderElementsOf(InferEndpoint.INPUTS.keySet());
        assertThat(described.at("/outputs/0/shape")).hasToString("[-1,2]");
        assertThat(described.at("/parameters/features")).hasToString("[\"genre\"]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            missing-tensor  | user               | BYTES | [1]     | ["ada"]
            wrong-shape     | candidates         | BYTES | [3]     | ["x","y"]
            wrong-shape     | candidates         | BYTES | []      | ["x"]
            wrong-shape     | candidates         | BYTES | [-1]    | ["x"]
            wrong-shape     | candidates         | BYTES | [1,2]   | ["x","y"]
            too-many        | candidates         | BYTES | [1,1,1] | ["x"]
            out-of-range    | candidates         | BYTES | [0]     | []
            wrong-type      | candidates         | BYTES | [1]     | [1]
            wrong-datatype  | candidates         | INT64 | [1]     | [1]
            unknown-tensor  | candidate          | BYTES | [1]     | ["x"]
            """)
    void shouldSayWhatIsWrongWithATensor(String code, String name, String type, String shape, String data) {
        assertRefused(endpoint, PATH, inputs("", tensor(name, type, shape, data)), 400, code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            repeated-tensor | candidates               | BYTES | [1]   | ["x"]
            missing-tensor  | history_items            | BYTES | [1]   | ["a"]
            wrong-shape     | candidate_features       | BYTES | [1,1] | ["noir"]
            wrong-shape     | candidate_dense_features | FP32  | [2,1] | [1,2]
            wrong-shape     | user                     | BYTES | [2]   | ["a","b"]
            wrong-type      | request_time             | INT64 | [1]   | ["now"]
            """)
    void shouldSayWhatIsWrongBesideTheCandidates(String code, String name, String type, String shape, String data) {
        assertRefused(endpoint, PATH, inputs("", CANDIDATES, tensor(name, type, shape, data)), 400, code);
    }

    @Test
    void shouldRefuseOutputsThatItDoesNotGive() {
        assertRefused(endpoint, PATH, inputs("\"outputs\":[{\"name\":\"y\"}],", CANDIDATES), 400, "unknown-tensor");
    }

    private static String inputs(String more, String... tensors) {
        return "{" + more + "\"inputs\":[" + String.join(",", tensors) + "]}";
    }

    private static String tensor(String name, String type, String shape, String data) {
        return "{\"name\":\"%s\",\"datatype\":\"%s\",\"shape\":%s,\"data\":%s}".formatted(name, type, shape, data);
    }
}
