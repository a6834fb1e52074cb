package io.millrace.model.hstu;

import static io.millrace.model.sequence.TestingEncoder.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.Encoder;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.sequence.HistoryCache;
import io.millrace.model.sequence.TestingEncoder;
import org.junit.jupiter.api.Test;

/** What HSTU makes of times; for what holds of every encoder see {@link io.millrace.model.sequence}. */
class HstuEncoderTest {
    private final TestingEncoder encoder = new TestingEncoder(Encoder.HSTU);
    private final TokenSequence tokens = encoder.tokens();

    @Test
    void shouldNotTellTheRowOfAnItemWhenTheUserActedOnIt() {
        float[] before = encoder.encode(tokens);
        for (int token = 0; token + 1 < tokens.length(); token++) {
            if (tokens.kinds()[token] == TokenSequence.ITEM) {
                long[] seconds = tokens.seconds().clone();
                seconds[token + 1] += 100_000;
                float[] after = encoder.encode(encoder.withSeconds(seconds));
                assertThat(row(after, token)).isEqualTo(row(before, token));
            }
        }
    }

    @Test
    void shouldComputeAnOpenLastRowAnewForAnotherRequestTime() {
        HistoryCache cache = encoder.newCache();
        long[] candidates = {3};
        assertThat(tokens.kinds()[tokens.length() - 1]).isEqualTo(TokenSequence.ACTION);
        float[] before = encoder.encode(tokens, encoder.request(), candidates, cache);
        long later = encoder.request() + 1_000_000;
        assertThat(encoder.encode(tokens, later, candidates, cache))
                .isEqualTo(encoder.encode(tokens, later, candidates))
                .isNotEqualTo(before);
    }
}
