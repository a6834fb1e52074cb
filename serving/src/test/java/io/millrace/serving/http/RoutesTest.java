package io.millrace.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RoutesTest {
    private static final Endpoint NOTHING = request -> null;

    private final Routes routes = new Routes(List.of(
            Route.get("/v2", NOTHING),
            Route.get("/v2/models/{name}", NOTHING),
            Route.post("/v2/models/{name}/versions/{version}/infer", NOTHING),
            Route.get("/both", NOTHING),
            Route.post("/both", NOTHING)));

    @Test
    void shouldFindTheRouteAndTheValuesOfItsVariables() {
        Routes.Match match = routes.find("POST", "/v2/models/millrace/versions/12/infer");

        assertThat(match.path()).isEqualTo(Map.of("name", "millrace", "version", "12"));
        assertThat(routes.find("GET", "/v2").path()).isEmpty();
        assertThat(routes.find("POST", "/both").route().method()).isEqualTo("POST");
    }

    @Test
    void shouldRefusePathsAndMethodsThatAreNot() {
        assertThatThrownBy(() -> routes.find("GET", "/v2/models"))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.status()).isEqualTo(404));
        assertThatThrownBy(() -> routes.find("GET", "/v2/")).isInstanceOf(Refusal.class);
        assertThatThrownBy(() -> routes.find("DELETE", "/both")).isInstanceOfSatisfying(Refusal.class, refusal -> {
            assertThat(refusal.status()).isEqualTo(405);
            assertThat(refusal.headers()).containsEntry("Allow", "GET, POST");
        });
    }
}
