package io.millrace.serving.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Refusal;
import io.millrace.serving.http.Request;
import io.millrace.serving.users.UserSequences;
import io.millrace.serving.version.ServedModel;
import io.millrace.serving.version.TestingModels;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.api.Assertions;

/** What endpoints need besides a request: version 1 of the testing models, at a moment that does not pass. */
final class TestingApi {
    static final ObjectMapper JSON = new ObjectMapper();
    static final long NOW = 2_000_000;
    static final InstantSource CLOCK = InstantSource.fixed(Instant.ofEpochMilli(NOW));
    static final ApiLimits LIMITS = new ApiLimits(1_500, 50, 20, 16, 32, 4);

    final ServedModel model = TestingModels.version(1);
    final UserSequences users = new UserSequences(1 << 20);
    final Versions versions = new Versions(() -> Optional.of(model), () -> true, CLOCK);
    final Versions none = new Versions(Optional::empty, () -> false, CLOCK);
    final AskerReader askers = new AskerReader(users, LIMITS, CLOCK);

    static JsonNode answer(Endpoint endpoint, String body) {
        return answer(endpoint, Map.of(), body);
    }

    static JsonNode answer(Endpoint endpoint, Map<String, String> path, String body) {
        try {
            return JSON.readTree(endpoint.answer(new Request(path, body.getBytes(StandardCharsets.UTF_8)))
                    .body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void assertRefused(Endpoint endpoint, String body, int status, String code) {
        assertRefused(endpoint, Map.of(), body, status, code);
    }

    static void assertRefused(Endpoint endpoint, Map<String, String> path, String body, int status, String code) {
        assertThatThrownBy(() -> answer(endpoint, path, body))
                .as(body)
                .isInstanceOfSatisfying(Refusal.class, refusal -> {
                    Assertions.assertThat(refusal.code())
                            .as(refusal.getMessage())
                            .isEqualTo(code);
                    Assertions.assertThat(refusal.status()).isEqualTo(status);
                });
    }
}
