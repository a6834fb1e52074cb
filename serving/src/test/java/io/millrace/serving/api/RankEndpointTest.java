package io.millrace.serving.api;

import static io.millrace.serving.api.TestingApi.answer;
import static io.millrace.serving.api.TestingApi.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.model.Recommender.Candidates;
import io.millrace.model.input.ExampleTokens;
import io.millrace.model.input.TokenSequence;
import io.millrace.schemas.AuxiliaryChange;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.rank.Ranker;
import io.millrace.serving.users.TestingUsers;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankEndpointTest {
    private static final String HISTORY = """
            {"item":"a","time":1000000,"actions":["like","click"],"action_time":1001000},
            {"item":"b","time":1002000}""";

    private final TestingApi api = new TestingApi();
    private final RankEndpoint endpoint = new RankEndpoint(api.versions, api.askers, TestingApi.LIMITS);

    @Test
    void shouldRankToTheBitWhatTheRequestSays() {
        JsonNode answer = answer(endpoint, """
                {"user":"ada","history":[%s],"statics":{"country":"de","age":"30"},
                 "attributes":[{"name":"member","value":"gold","time":1000500}],"time":1500000,
                 "candidates":["x",{"item":"y","features":{"genre":"noir","unread":"1"}},{"item":"a"}]}""".formatted(HISTORY));

        List<Long> actions = Stream.of(Ids.of("click"), Ids.of("like")).sorted().toList();
        TokenSequence tokens = new ExampleTokens(api.model.layout().config())
                .history(
                        List.of(Ids.ofFact("age", "30"), Ids.ofFact("country", "de")),
                        List.of(
                                new Interaction(Ids.of("a"), 1_000_000L, actions, 1_001_000L, List.of(), List.of()),
                                new Interaction(Ids.of("b"), 1_002_000L, List.of(), 1_002_000L, List.of(), List.of())),
                        List.of(new AuxiliaryChange(1_000_500L, Ids.ofFact("member", "gold"))));
        float[][] expected = new Ranker(api.model)
                .rank(
                        tokens,
                        Ids.of("ada"),
                        1_500,
                        new Candidates(new long[] {Ids.of("x"), Ids.of("y"), Ids.of("a")}, new long[][] {
                            {0}, {Ids.ofFact("genre", "noir")}, {0}
                        }));
        assertThat(answer.get("tasks")).hasToString("[\"click\",\"convert\"]");
        assertThat(scores(answer)).isDeepEqualTo(expected);
        assertThat(answer.get("history").intValue()).isEqualTo(2);
        assertThat(answer.get("version").longValue()).isEqualTo(1);
        assertThat(answer.get("lineage").textValue()).isEqualTo("1");
        assertThat(answer.get("staleness_ms").longValue()).isEqualTo(TestingApi.NOW);
    }

    @Test
    void shouldRankForAFollowedUserAsForTheSameSequenceInTheRequest() {
        api.users.put(TestingUsers.example("ada", 1_500_000, "a", "b"));
        String asked = "{\"user\":\"%s\",\"time\":1600000,\"candidates\":[\"x\"]}";

        JsonNode known = answer(endpoint, asked.formatted("ada"));
        JsonNode unknown = answer(endpoint, asked.formatted("bob"));

        assertThat(known.get("history").intValue()).isEqualTo(2);
        assertThat(unknown.get("history").intValue()).isZero();
        assertThat(known.get("scores")).isNotEqualTo(unknown.get("scores"));
    }

    @Test
    void shouldGiveTheTasksThatAreAskedFor() {
        JsonNode all = answer(endpoint, "{\"user\":\"ada\",\"candidates\":[\"x\"]}");
        JsonNode one = answer(endpoint, "{\"user\":\"ada\",\"candidates\":[\"x\"],\"tasks\":[\"convert\"]}");

        assertThat(one.get("tasks")).hasToString("[\"convert\"]");
        assertThat(one.at("/scores/0/0")).isEqualTo(all.at("/scores/0/1"));
    }

    @Test
    void shouldRankAsManyAsItsLimitAndNoMore() {
        assertThat(answer(endpoint, candidates(1_500)).get("scores")).hasSize(1_500);
        assertRefused(endpoint, candidates(1_501), 400, "too-many");
    }

    @Test
    void shouldNotRankWithoutAVersion() {
        RankEndpoint early = new RankEndpoint(api.none, api.askers, TestingApi.LIMITS);

        assertRefused(early, "{\"user\":\"ada\",\"candidates\":[\"x\"]}", 503, "not-ready");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            not-json          |
            not-json          | {
            not-json          | {"user":"ada","candidates":["x"]} {}
            not-json          | {"user":"ada","user":"bob","candidates":["x"]}
            not-json          | {"user":"ada","candidates":["x"],"time":NaN}
            wrong-type        | ["ada"]
            missing-field     | {"candidates":["x"]}
            missing-field     | {"user":"ada"}
            missing-field     | {"user":"ada","candidates":[]}
            missing-field     | {"user":"ada","statics":{},"candidates":["x"]}
            unknown-field     | {"user":"ada","candidates":["x"],"candidate":1}
            empty             | {"user":"","candidates":["x"]}
            wrong-type        | {"user":7,"candidates":["x"]}
            too-long          | {"user":"12345678901234567","candidates":["x"]}
            not-unicode       | {"user":"\\ud800","candidates":["x"]}
            wrong-type        | {"user":"ada","candidates":"x"}
            wrong-type        | {"user":"ada","candidates":[1]}
            missing-field     | {"user":"ada","candidates":[{}]}
            unknown-field     | {"user":"ada","candidates":[{"item":"x","score":1}]}
            wrong-type        | {"user":"ada","candidates":[{"item":"x","features":{"genre":1}}]}
            too-many          | {"user":"ada","candidates":[{"item":"x","features":{"a":"","b":"","c":"","d":"","e":""}}]}
            unknown-task      | {"user":"ada","candidates":["x"],"tasks":["buy"]}
            wrong-type        | {"user":"ada","candidates":["x"],"time":"now"}
            wrong-type        | {"user":"ada","candidates":["x"],"time":1.5}
            out-of-range      | {"user":"ada","candidates":["x"],"time":-1}
            out-of-range      | {"user":"ada","candidates":["x"],"time":99999999999999999999}
            missing-field     | {"history":[{"item":"a"}],"candidates":["x"]}
            out-of-order      | {"history":[{"item":"a","time":2},{"item":"b","time":1}],"candidates":["x"]}
            out-of-order      | {"history":[{"item":"a","time":2,"actions":["c"],"action_time":1}],"candidates":["x"]}
            out-of-order      | {"history":[{"item":"a","time":2}],"time":1,"candidates":["x"]}
            out-of-order      | {"history":[],"attributes":[{"name":"a","time":2},{"name":"a","time":1}],"candidates":["x"]}
            """)
    void shouldSayWhatIsWrong(String code, String body) {
        assertRefused(endpoint, body == null ? "" : body, 400, code);
    }

    @Test
    void shouldRefuseHistoriesThatAreTooLong() {
        String entries = "{\"item\":\"a\",\"time\":1},".repeat(21);

        assertRefused(
                endpoint,
                "{\"history\":[" + entries.substring(0, entries.length() - 1) + "],\"candidates\":[\"x\"]}",
                400,
                "too-many");
    }

    private static String candidates(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"i" + i + "\"")
                .collect(Collectors.joining(",", "{\"user\":\"ada\",\"candidates\":[", "]}"));
    }

    private static float[][] scores(JsonNode answer) {
        float[][] scores = new float[answer.get("scores").size()][2];
        for (int c = 0; c < scores.length; c++) {
            for (int task = 0; task < 2; task++) {
                scores[c][task] =
                        Float.parseFloat(answer.get("scores").get(c).get(task).asText());
            }
        }
        return scores;
    }
}
