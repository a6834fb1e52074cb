package io.millrace.model.sequence;

import static io.millrace.model.sequence.TestingEncoder.firstRows;
import static io.millrace.model.sequence.TestingEncoder.replaced;
import static io.millrace.model.sequence.TestingEncoder.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.Encoder;
import io.millrace.model.TestingExamples;
import io.millrace.model.input.TokenSequence;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What holds of every encoder. */
class SequenceEncoderTest {
    private static final long[] CANDIDATES = {3, 5, 7, 9, 11, 13};

    @ParameterizedTest
    @EnumSource
    void shouldLeaveEarlierRowsBitwiseTheSameWhenALaterTokenChanges(Encoder kind) {
        TestingEncoder encoder = new TestingEncoder(kind);
        TokenSequence tokens = encoder.tokens();
        float[] before = encoder.encode(tokens);
        for (int changed = 1; changed < tokens.length(); changed++) {
            float[] after = encoder.encode(replaced(tokens, changed, tokens.kinds()[changed], 19));
            assertThat(firstRows(after, changed)).isEqualTo(firstRows(before, changed));
            assertThat(row(after, changed)).isNotEqualTo(row(before, changed));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveEarlierRowsTheSameOutputWhenTokensAreAppended(Encoder kind) {
        TestingEncoder encoder = new TestingEncoder(kind);
        float[] all = encoder.encode(encoder.tokens());
        for (int length : new int[] {1, 2, 31, 32, 33, 64, 65}) {
            float[] prefix = encoder.encode(encoder.prefix(length));
            // The query time of what was the last row may become known only with the next token.
            assertThat(firstRows(prefix, length - 1)).isEqualTo(firstRows(all, length - 1));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldSwapOutputsWhenCandidatesAreSwapped(Encoder kind) {
        TestingEncoder encoder = new TestingEncoder(kind);
        TokenSequence tokens = encoder.tokens();
        float[] straight = encoder.encode(tokens, 3, 5, 7);
        float[] swapped = encoder.encode(tokens, 7, 5, 3);
        int history = tokens.length();
        assertThat(row(swapped, history)).isEqualTo(row(straight, history + 2));
        assertThat(row(swapped, history + 1)).isEqualTo(row(straight, history + 1));
        assertThat(row(swapped, history + 2)).isEqualTo(row(straight, history));
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotLetCandidatesSeeEachOtherNorHistorySeeThem(Encoder kind) {
        TestingEncoder encoder = new TestingEncoder(kind);
        TokenSequence tokens = encoder.tokens();
        int history = tokens.length();
        float[] two = encoder.encode(tokens, 3, 5);
        float[] other = encoder.encode(tokens, 3, 7);
        assertThat(firstRows(other, history + 1)).isEqualTo(firstRows(two, history + 1));
        assertThat(row(other, history + 1)).isNotEqualTo(row(two, history + 1));
        assertThat(firstRows(two, history)).isEqualTo(encoder.encode(tokens));
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveACandidateWhatAnAppendedItemGets(Encoder kind) {
        TestingEncoder encoder = new TestingEncoder(kind);
        TokenSequence tokens = encoder.tokens();
        int last = tokens.length() - 1;
        assertThat(tokens.kinds()[last]).isEqualTo(TokenSequence.ACTION);
        TokenSequence withItem = replaced(tokens, last, TokenSequence.ITEM, 9);
        long request = tokens.seconds()[last];
        float[] asCandidate = encoder.encode(encoder.prefix(last), request, new long[] {9});
        float[] asToken = encoder.encode(withItem, request, new long[0]);
        assertThat(row(asCandidate, last)).containsExactly(row(asToken, last), within(1e-6f));
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseMoreTokensThanPositions(Encoder kind) {
        TestingEncoder encoder = new TestingEncoder(kind);
        TokenSequence tooLong = TestingExamples.random(1, 100).tokens();
        assertThatThrownBy(() -> encoder.encode(tooLong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(tooLong.length() + " positions")
                .hasMessageContaining("has " + TestingEncoder.LONGEST);
    }

    @ParameterizedTest
    @EnumSource
    void shouldEncodeCandidatesWithoutAHistory(Encoder kind) {
        TestingEncoder encoder = new TestingEncoder(kind);
        TokenSequence empty = encoder.prefix(0);
        float[] candidates = encoder.encode(empty, 3, 5);
        assertThat(row(candidates, 0)).isNotEqualTo(row(candidates, 1));
        assertThat(encoder.encode(empty)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveWithACacheWhatItGivesWithout(Encoder kind) {
        TestingEncoder encoder = new TestingEncoder(kind);
        HistoryCache cache = encoder.newCache();
        for (int length : new int[] {0, 1, 2, 7, 8, 33, 64, encoder.tokens().length()}) {
            TokenSequence history = encoder.prefix(length);
            float[] whole = encoder.encode(history, CANDIDATES);
            int before = cache.tokens();
            assertThat(encoder.encode(history, encoder.request(), CANDIDATES, cache))
                    .isEqualTo(whole);
            assertThat(before).isLessThanOrEqualTo(length);
            assertThat(cache.tokens()).isEqualTo(length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldForgetWhatACacheHeldWhenItIsCleared(Encoder kind) {
        TestingEncoder encoder = new TestingEncoder(kind);
        HistoryCache cache = encoder.newCache();
        encoder.encode(encoder.tokens(), encoder.request(), CANDIDATES, cache);
        cache.clear();
        TokenSequence other = replaced(encoder.prefix(20), 0, TokenSequence.ITEM, 19);
        assertThat(encoder.encode(other, encoder.request(), CANDIDATES, cache))
                .isEqualTo(encoder.encode(other, CANDIDATES));
    }

    @ParameterizedTest
    @EnumSource
    void shouldRankInPartsFromACacheWhatItRanksAtOnce(Encoder kind) {
        TestingEncoder encoder = new TestingEncoder(kind);
        TokenSequence tokens = encoder.tokens();
        HistoryCache cache = encoder.newCache();
        float[] whole = encoder.encode(tokens, 3, 5, 7);
        float[] first = encoder.encode(tokens, encoder.request(), new long[] {3}, cache);
        float[] second = encoder.encode(tokens, encoder.request(), new long[] {5, 7}, cache);
        int history = tokens.length();
        assertThat(row(first, history)).isEqualTo(row(whole, history));
        assertThat(row(second, history)).isEqualTo(row(whole, history + 1));
        assertThat(row(second, history + 1)).isEqualTo(row(whole, history + 2));
    }
}
