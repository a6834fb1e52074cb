package io.millrace.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class BearerTokenTest {
    private final BearerToken token = new BearerToken("s3cret");

    @Test
    void shouldKnowItsTokenWhateverTheCaseOfTheScheme() {
        assertThat(token.isIn("Bearer s3cret")).isTrue();
        assertThat(token.isIn("bearer s3cret")).isTrue();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Bearer s3cre", "Bearer s3cret ", "Basic s3cret", "s3cret"})
    void shouldRefuseEverythingElse(String header) {
        assertThat(token.isIn(header)).isFalse();
    }

    @Test
    void shouldNeverPrintTheToken() {
        assertThat(token.toString()).doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two words", "tokén", "line\nbreak"})
    void shouldRefuseTokensThatNoHeaderCarries(String text) {
        assertThatThrownBy(() -> new BearerToken(text))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("words"));
    }
}
