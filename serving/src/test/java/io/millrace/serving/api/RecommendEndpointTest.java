package io.millrace.serving.api;

import static io.millrace.serving.api.TestingApi.answer;
import static io.millrace.serving.api.TestingApi.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.index.ScoredItem;
import io.millrace.serving.names.WireNames;
import io.millrace.serving.retrieve.Retriever;
import io.millrace.serving.users.TestingUsers;
import io.millrace.serving.users.UserSequence;
import it.unimi.dsi.fastutil.longs.LongSets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecommendEndpointTest {
    private final TestingApi api = new TestingApi();
    private final WireNames names = new WireNames(10_000);
    private final RecommendEndpoint endpoint =
            new RecommendEndpoint(api.versions, api.askers, names, TestingApi.LIMITS);

    @Test
    void shouldRecommendWhatRetrievalFinds() {
        api.users.put(TestingUsers.example("ada", 1_500_000, "a", "b"));
        UserSequence known = api.users.get(Ids.of("ada")).orElseThrow();
        Asker asker =
                AskerReader.asker(known, 0, TestingApi.NOW, api.model.layout().config());
        List<ScoredItem> expected =
                new Retriever(api.model).retrieve(asker.tokens(), asker.requestSeconds(), 10, LongSets.EMPTY_SET);

        JsonNode answer = answer(endpoint, "{\"user\":\"ada\"}");

        assertThat(answer.get("items")).hasSize(10);
        for (int i = 0; i < 10; i++) {
            JsonNode item = answer.get("items").get(i);
            assertThat(Long.parseUnsignedLong(item.get("hash").textValue(), 16))
                    .isEqualTo(expected.get(i).item());
            assertThat(Float.parseFloat(item.get("score").asText()))
                    .isEqualTo(expected.get(i).score());
            assertThat(item.has("item")).isFalse();
        }
        assertThat(answer.get("version").longValue()).isEqualTo(1);
        assertThat(answer.get("history").intValue()).isEqualTo(2);
    }

    @Test
    void shouldNameItemsAndLeaveOutWhatIsExcluded() {
        // The items of the testing models have small numbers, which are the hash of no name.
        TestingNamedItem named = TestingNamedItem.like(api.model);
        RecommendEndpoint ofNamed = new RecommendEndpoint(
                new Versions(() -> Optional.of(named.model()), () -> true, TestingApi.CLOCK),
                api.askers,
                names,
                TestingApi.LIMITS);
        names.put(TestingNamedItem.NAME);
        String history = "\"history\":[{\"item\":\"z\",\"time\":1000,\"actions\":[\"click\"]}]";

        JsonNode all = answer(ofNamed, "{" + history + ",\"k\":50}");
        assertThat(all.get("items").findValuesAsText("item")).contains(TestingNamedItem.NAME);
        JsonNode without = answer(ofNamed, "{" + history + ",\"k\":50,\"exclude\":[\"named\"]}");
        assertThat(without.get("items").findValuesAsText("item")).isEmpty();

        String seen = "\"history\":[{\"item\":\"named\",\"time\":1000,\"actions\":[\"click\"]}],\"k\":50";
        assertThat(answer(ofNamed, "{" + seen + "}").get("items").findValuesAsText("item"))
                .isEmpty();
        assertThat(answer(ofNamed, "{" + seen + ",\"exclude_seen\":false}")
                        .get("items")
                        .findValuesAsText("item"))
                .containsExactly(TestingNamedItem.NAME);
    }

    @Test
    void shouldRecommendNothingToSomebodyUnknown() {
        JsonNode answer = answer(endpoint, "{\"user\":\"nobody\"}");

        assertThat(answer.get("items")).isEmpty();
        assertThat(answer.get("history").intValue()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            out-of-range  | {"user":"ada","k":0}
            out-of-range  | {"user":"ada","k":51}
            wrong-type    | {"user":"ada","k":"ten"}
            wrong-type    | {"user":"ada","k":1.0}
            wrong-type    | {"user":"ada","exclude":"x"}
            wrong-type    | {"user":"ada","exclude_seen":1}
            unknown-field | {"user":"ada","candidates":["x"]}
            missing-field | {}
            """)
    void shouldSayWhatIsWrong(String code, String body) {
        assertRefused(endpoint, body, 400, code);
    }
}
