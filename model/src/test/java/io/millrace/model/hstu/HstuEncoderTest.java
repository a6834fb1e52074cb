package io.millrace.model.hstu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.TestingExamples;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Layout;
import io.millrace.model.row.Rows;
import io.millrace.model.sequence.HistoryCache;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HstuEncoderTest {
    private static final int LONGEST = 150;
    private static final int WIDTH = 6;
    private static final long[] NONE = {};

    private final Layout layout = new Layout(new RowWiseAdaGrad(1, 1e-8f), new RowWiseAdaGrad(1, 1e-8f));
    private final HstuEncoder encoder = new HstuEncoder(layout, new ModelConfig.Hstu(WIDTH, 2, 2, 2, 3, LONGEST, 0));
    private final Parameters parameters = new Parameters(layout.tables());
    private TokenSequence tokens;
    private long request;

    @BeforeEach
    void fill() {
        tokens = TestingExamples.random(1, 40).tokens();
        request = tokens.seconds()[tokens.length() - 1] + 60;
        SplittableRandom random = new SplittableRandom(3);
        layout.tables().forEach(table -> {
            for (int block = 0; block < table.blocks(); block++) {
                float[] values = Rows.born(table, 1, block).values;
                for (int i = 0; i < table.width(); i++) {
                    values[i] += (float) random.nextDouble() - 0.5f;
                }
                parameters.put(table.id(), block, values, 0);
            }
        });
        for (int table = 0; table < 4; table++) {
            for (long row = 0; row < 20; row++) {
                parameters.put(table, row, Rows.born(layout.tables().get(table), 1, row).values, 0);
            }
        }
        encoder.embedding()
                .rowsOf(
                        tokens,
                        (table, row) -> parameters.put(
                                table, row, Rows.born(layout.tables().get(table), 1, row).values, 0));
    }

    @Test
    void shouldLeaveEarlierRowsBitwiseTheSameWhenALaterTokenChanges() {
        float[] before = encode(tokens, NONE);
        for (int changed = 1; changed < tokens.length(); changed++) {
            TokenSequence other = withId(changed, 19);
            float[] after = encode(other, NONE);
            assertThat(Arrays.copyOf(after, changed * WIDTH)).isEqualTo(Arrays.copyOf(before, changed * WIDTH));
            assertThat(after).isNotEqualTo(before);
        }
    }

    @Test
    void shouldGiveEarlierRowsTheSameOutputWhenTokensAreAppended() {
        float[] all = encode(tokens, NONE);
        for (int length : new int[] {1, 2, 31, 32, 33, 64, 65}) {
            float[] prefix = encode(prefix(length), NONE);
            // The query time of what was the last row becomes known only with the next token.
            int same = (length - 1) * WIDTH;
            assertThat(Arrays.copyOf(prefix, same)).isEqualTo(Arrays.copyOf(all, same));
        }
    }

    @Test
    void shouldSwapOutputsWhenCandidatesAreSwapped() {
        float[] straight = encode(tokens, new long[] {3, 5, 7});
        float[] swapped = encode(tokens, new long[] {7, 5, 3});
        int history = tokens.length();
        assertThat(row(swapped, history)).isEqualTo(row(straight, history + 2));
        assertThat(row(swapped, history + 1)).isEqualTo(row(straight, history + 1));
        assertThat(row(swapped, history + 2)).isEqualTo(row(straight, history));
    }

    @Test
    void shouldNotLetCandidatesSeeEachOtherNorHistorySeeThem() {
        float[] two = encode(tokens, new long[] {3, 5});
        float[] other = encode(tokens, new long[] {3, 7});
        int shared = (tokens.length() + 1) * WIDTH;
        assertThat(Arrays.copyOf(other, shared)).isEqualTo(Arrays.copyOf(two, shared));
        assertThat(row(other, tokens.length() + 1)).isNotEqualTo(row(two, tokens.length() + 1));
        assertThat(Arrays.copyOf(two, tokens.length() * WIDTH)).isEqualTo(encode(tokens, NONE));
    }

    @Test
    void shouldGiveACandidateWhatAnAppendedItemGets() {
        int last = tokens.length() - 1;
        TokenSequence history = prefix(last);
        TokenSequence appended = prefix(last + 1);
        assertThat(tokens.kinds()[last]).isEqualTo(TokenSequence.ACTION);
        TokenSequence withItem = new TokenSequence(
                replaced(appended.kinds(), last, TokenSequence.ITEM),
                withIds(appended, last, 9).idOffsets(),
                withIds(appended, last, 9).ids(),
                appended.seconds(),
                appended.statics());
        request = appended.seconds()[last];
        float[] asCandidate = encode(history, new long[] {9});
        float[] asToken = encode(withItem, NONE);
        assertThat(row(asCandidate, last)).containsExactly(row(asToken, last), within(1e-6f));
    }

    @Test
    void shouldNotTellTheRowOfAnItemWhenTheUserActedOnIt() {
        float[] before = encode(tokens, NONE);
        for (int token = 0; token + 1 < tokens.length(); token++) {
            if (tokens.kinds()[token] == TokenSequence.ITEM) {
                long[] seconds = tokens.seconds().clone();
                seconds[token + 1] += 100_000;
                float[] after = encode(withSeconds(seconds), NONE);
                assertThat(row(after, token)).isEqualTo(row(before, token));
            }
        }
    }

    @Test
    void shouldRefuseMoreTokensThanPositions() {
        TokenSequence tooLong = TestingExamples.random(1, 100).tokens();
        assertThatThrownBy(() -> encode(tooLong, NONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(tooLong.length() + " positions")
                .hasMessageContaining("has 150");
    }

    @Test
    void shouldEncodeCandidatesWithoutAHistory() {
        TokenSequence empty = new TokenSequence(new byte[0], new int[] {0}, new long[0], new long[0], new long[] {1});
        assertThat(encode(empty, new long[] {3, 5})).hasSize(2 * WIDTH);
        assertThat(encode(empty, NONE)).isEmpty();
    }

    @Test
    void shouldGiveWithACacheWhatItGivesWithout() {
        HistoryCache cache = encoder.newCache();
        long[] candidates = {3, 5, 7, 9, 11, 13};
        for (int length : new int[] {0, 1, 2, 7, 8, 33, 64, tokens.length()}) {
            TokenSequence history = prefix(length);
            float[] whole = encode(history, candidates);
            int before = cache.tokens();
            assertThat(cached(history, candidates, cache)).isEqualTo(whole);
            assertThat(before).isLessThanOrEqualTo(length);
            assertThat(cache.tokens()).isEqualTo(length);
        }
    }

    @Test
    void shouldRankInPartsFromACacheWhatItRanksAtOnce() {
        HistoryCache cache = encoder.newCache();
        float[] whole = encode(tokens, new long[] {3, 5, 7});
        float[] first = cached(tokens, new long[] {3}, cache);
        float[] second = cached(tokens, new long[] {5, 7}, cache);
        int history = tokens.length();
        assertThat(row(first, history)).isEqualTo(row(whole, history));
        assertThat(row(second, history)).isEqualTo(row(whole, history + 1));
        assertThat(row(second, history + 1)).isEqualTo(row(whole, history + 2));
    }

    @Test
    void shouldComputeAnOpenLastRowAnewForAnotherRequestTime() {
        HistoryCache cache = encoder.newCache();
        assertThat(tokens.kinds()[tokens.length() - 1]).isEqualTo(TokenSequence.ACTION);
        float[] before = cached(tokens, new long[] {3}, cache);
        request += 1_000_000;
        float[] after = cached(tokens, new long[] {3}, cache);
        assertThat(after).isEqualTo(encode(tokens, new long[] {3})).isNotEqualTo(before);
    }

    private float[] cached(TokenSequence history, long[] candidates, HistoryCache cache) {
        Matrix y = encoder.forward(parameters, history, request, candidates, cache);
        return Arrays.copyOf(y.values(), y.rows() * WIDTH);
    }

    private float[] encode(TokenSequence sequence, long[] candidates) {
        Matrix y = candidates.length == 0
                ? encoder.forward(parameters, sequence, request, Dropout.NONE)
                : encoder.forward(parameters, sequence, request, candidates);
        return Arrays.copyOf(y.values(), y.rows() * WIDTH);
    }

    private static float[] row(float[] y, int row) {
        return Arrays.copyOfRange(y, row * WIDTH, (row + 1) * WIDTH);
    }

    private TokenSequence withId(int token, long id) {
        return withIds(tokens, token, id);
    }

    /** The token gets one id instead of those that it has. */
    private static TokenSequence withIds(TokenSequence from, int token, long id) {
        int removed = from.idOffsets()[token + 1] - from.idOffsets()[token] - 1;
        int[] offsets = from.idOffsets().clone();
        for (int i = token + 1; i < offsets.length; i++) {
            offsets[i] -= removed;
        }
        long[] ids = new long[offsets[offsets.length - 1]];
        int at = offsets[token];
        System.arraycopy(from.ids(), 0, ids, 0, at);
        ids[at] = id;
        System.arraycopy(from.ids(), at + 1 + removed, ids, at + 1, ids.length - at - 1);
        return new TokenSequence(from.kinds(), offsets, ids, from.seconds(), from.statics());
    }

    private static byte[] replaced(byte[] kinds, int token, byte kind) {
        byte[] copy = kinds.clone();
        copy[token] = kind;
        return copy;
    }

    private TokenSequence withSeconds(long[] seconds) {
        return new TokenSequence(tokens.kinds(), tokens.idOffsets(), tokens.ids(), seconds, tokens.statics());
    }

    private TokenSequence prefix(int length) {
        int[] offsets = Arrays.copyOf(tokens.idOffsets(), length + 1);
        return new TokenSequence(
                Arrays.copyOf(tokens.kinds(), length),
                offsets,
                Arrays.copyOf(tokens.ids(), offsets[length]),
                Arrays.copyOf(tokens.seconds(), length),
                tokens.statics());
    }
}
