package io.millrace.benchmarks.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class CoresTest {
    @Test
    void shouldGiveTheBrokerWhatIsLeft() {
        assertThat(Cores.first(1)).hasToString("core 0");
        assertThat(Cores.after(1, 2)).hasToString("core 1");
        assertThat(Cores.first(2)).hasToString("cores 0-1");
        assertThat(Cores.after(2, 8)).hasToString("cores 2-7");
    }

    @Test
    void shouldShareAllWhereNothingIsLeft() {
        assertThat(Cores.after(2, 2)).isEqualTo(Cores.ALL).hasToString("any core");
    }

    @Test
    void shouldStartAProcessOnItsCores() {
        assertThat(Cores.first(2).pinned(List.of("java", "-version")))
                .containsExactly("taskset", "-c", "0-1", "java", "-version");
        assertThat(Cores.ALL.pinned(List.of("java", "-version"))).containsExactly("java", "-version");
    }
}
