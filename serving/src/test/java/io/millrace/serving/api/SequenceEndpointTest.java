package io.millrace.serving.api;

import static io.millrace.serving.users.TestingUsers.example;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.names.EventNames;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class SequenceEndpointTest {
    private final TestingApi api = new TestingApi();
    private final EventNames names = EventNames.holding(10_000);
    private final SequenceEndpoint sequence = new SequenceEndpoint(api.users, names, TestingApi.LIMITS);
    private final RecentEndpoint recent = new RecentEndpoint(names, api.users);

    @Test
    void shouldTellWhatAUserDidByNamesOrByHashes() {
        names.items().put("a");
        names.actions().put("click");
        api.users.put(example("ada", 9_000, "a", "b"));

        JsonNode answer = TestingApi.answer(sequence, "{\"user\":\"ada\"}");
        assertThat(answer.toString())
                .isEqualTo("{\"user\":\"ada\",\"interactions\":["
                        + "{\"item\":\"a\",\"time\":8000,\"actions\":[\"click\"],\"action_time\":8000},"
                        + "{\"item\":\"#" + HexFormat.of().toHexDigits(Ids.of("b"))
                        + "\",\"time\":9000,\"actions\":[\"click\"],\"action_time\":9000}]}");
        assertThat(TestingApi.answer(sequence, "{\"user\":\"bob\"}").get("interactions"))
                .isEmpty();
        TestingApi.assertRefused(sequence, "{}", 400, "missing-field");
        TestingApi.assertRefused(sequence, "{\"user\":\"ada\",\"k\":1}", 400, "unknown-field");
    }

    @Test
    void shouldNameTheUsersOfWhomMostIsKnownAndTheNewestItems() {
        for (String user : new String[] {"bob", "ada", "eve", "nobody"}) {
            names.users().put(user);
        }
        names.items().put("old");
        names.items().put("new");
        api.users.put(example("ada", 9_000, "a", "b"));
        api.users.put(example("bob", 9_000, "a", "b"));
        api.users.put(example("eve", 9_000, "a", "b", "c"));
        api.users.put(example("unnamed", 9_000, "a"));

        assertThat(TestingApi.answer(recent, "").toString())
                .isEqualTo("{\"users\":[{\"user\":\"eve\",\"interactions\":3},{\"user\":\"ada\",\"interactions\":2},"
                        + "{\"user\":\"bob\",\"interactions\":2}],\"items\":[\"new\",\"old\"]}");
    }
}
