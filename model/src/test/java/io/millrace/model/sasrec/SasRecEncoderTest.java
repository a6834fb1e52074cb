package io.millrace.model.sasrec;

import static io.millrace.model.sequence.TestingEncoder.firstRows;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Encoder;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.sequence.TestingEncoder;
import org.junit.jupiter.api.Test;

/** What sets SASRec apart: it reads no times. For what holds of every encoder see {@link io.millrace.model.sequence}. */
class SasRecEncoderTest {
    private final TestingEncoder encoder = new TestingEncoder(Encoder.SASREC);
    private final TokenSequence tokens = encoder.tokens();

    @Test
    void shouldKnowTheOrderOfTokensButNotTheirTimes() {
        TokenSequence timeless = encoder.withSeconds(new long[tokens.length()]);
        assertThat(encoder.encode(timeless, 0, new long[] {3})).isEqualTo(encoder.encode(tokens, 3));
        assertThat(encoder.encode(TestingEncoder.replaced(tokens, 1, TokenSequence.ITEM, 19)))
                .isNotEqualTo(encoder.encode(tokens));
    }

    @Test
    void shouldNeverChangeARowThatItHasMade() {
        float[] all = encoder.encode(tokens);
        for (int length = 1; length < tokens.length(); length++) {
            assertThat(encoder.encode(encoder.prefix(length))).isEqualTo(firstRows(all, length));
        }
    }
}
