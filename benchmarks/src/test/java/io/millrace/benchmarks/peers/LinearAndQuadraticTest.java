package io.millrace.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LinearAndQuadraticTest {
    @Test
    void shouldFindBothPartsAgain() {
        LinearAndQuadratic fit = LinearAndQuadratic.fit(
                new TreeMap<>(Map.of(50, 3000.0 + 4 * 50, 200, 3000.0 + 4 * 200, 4096, 3000.0 + 4 * 4096)));

        assertThat(fit.linear()).isCloseTo(3000, within(1e-6));
        assertThat(fit.quadratic()).isCloseTo(4, within(1e-9));
        assertThat(fit.nanosPerToken(100)).isCloseTo(3400, within(1e-6));
    }

    @Test
    void shouldAskForASecondLength() {
        assertThatThrownBy(() -> LinearAndQuadratic.fit(new TreeMap<>(Map.of(50, 1.0))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[50]");
    }
}
