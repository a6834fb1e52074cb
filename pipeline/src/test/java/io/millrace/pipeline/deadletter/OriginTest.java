package io.millrace.pipeline.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {
    @ParameterizedTest
    @ValueSource(strings = {"events-0@5", "events-eu-12@9223372036854775807"})
    void shouldReadWhatItWrites(String text) {
        Origin origin = Origin.decode(text.getBytes(StandardCharsets.UTF_8));

        assertThat(origin.encode()).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
        assertThat(origin.isRecord()).isTrue();
    }

    @Test
    void shouldTakeTheLastNumbersForPartitionAndOffset() {
        assertThat(Origin.decode("a-1-2@3".getBytes(StandardCharsets.UTF_8))).isEqualTo(new Origin("a-1", 2, 3));
    }

    @Test
    void shouldNameOnlyTheTopicOfWhatIsNoRecord() {
        Origin origin = new Origin("training-examples", -1, -1);

        assertThat(origin).hasToString("training-examples");
        assertThat(origin.isRecord()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "events", "events-0", "events-0@", "events@5", "-0@5", "events-x@5"})
    void shouldSayWhatItDoesNotUnderstand(String text) {
        assertThatThrownBy(() -> Origin.decode(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(DeadLetterException.class)
                .hasMessageContaining("'" + text + "'");
    }
}
