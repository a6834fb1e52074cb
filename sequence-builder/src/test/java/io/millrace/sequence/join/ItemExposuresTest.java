package io.millrace.sequence.join;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.feature.Features;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** The golden bytes are never to be regenerated: they stand for the state of running jobs. */
class ItemExposuresTest {
    private static final String GOLDEN_1 =
            "01ffffffffffffffffe807019008fc07fc0780808080080400000000000003e9e90700e90700000000";
    private static final String GOLDEN_2 =
            "0202ffffffffffffffffe807019008fc07fc0780808080080400000000000003e9e90700e90700000000fffffffffffffff5000000000000004d01ffffffffffffffff9a089f0801000000000000000900000000000000000c000000000000004d00cc08d10801000000000000000900";

    private static final String GOLDEN_3 =
            "0302ffffffffffffffffe807019008fc07fc07038080808008808080800808141000000000000003e9e90700e9070000000000fffffffffffffff5000000000000004d01ffffffffffffffff9a089f0801000000000000000900000000000000000c000000000000004d00cc08d10801000000000000000900";

    /** As far as the first versions knew it. */
    private static final Exposure FULL = Exposure.of(-1, 1000, true, 1010)
            .clicked(1020, 1030)
            .with(LabelsOut.NONE.with(0, 31))
            .answer(2, false, 1040);

    private static final Exposure EARLY =
            FULL.with(FULL.out().with(2, 3).with(1, 31)).answer(4, true, 1040);
    private static final Exposure FRESH = Exposure.of(1001, 1001, false, 1001);

    private static ItemAction action(long id, long named, long time) {
        return new ItemAction(id, 77, named, time, time + 5, Features.of(9));
    }

    @Test
    void shouldReadAndWriteTheGoldenBytes() {
        ItemExposures item = new ItemExposures(null);
        item.add(FRESH);
        item.add(EARLY);
        item.add(action(12, 0, 1100));
        item.add(action(-11, -1, 1050));

        assertThat(HexFormat.of().formatHex(item.encode())).isEqualTo(GOLDEN_3);
        ItemExposures read = new ItemExposures(HexFormat.of().parseHex(GOLDEN_3));
        assertThat(read.exposures()).containsExactly(EARLY, FRESH);
        assertThat(read.actions()).extracting(ItemAction::id).containsExactly(-11L, 12L);
        assertThat(read.actions()).extracting(ItemAction::named).containsExactly(-1L, 0L);
        assertThat(read.encode()).isEqualTo(item.encode());
    }

    @Test
    void shouldReadTheGoldenBytesFromBeforeLabelsCouldBeOutEarly() {
        ItemExposures read = new ItemExposures(HexFormat.of().parseHex(GOLDEN_2));

        assertThat(read.exposures()).containsExactly(FULL, FRESH);
        assertThat(read.actions()).extracting(ItemAction::id).containsExactly(-11L, 12L);
    }

    @Test
    void shouldReadTheGoldenBytesFromBeforeActionsWereKept() {
        ItemExposures read = new ItemExposures(HexFormat.of().parseHex(GOLDEN_1));

        assertThat(read.exposures()).containsExactly(FULL, FRESH);
        assertThat(read.actions()).isEmpty();
    }

    @Test
    void shouldTellOneLabelFromAnother() {
        assertThat(EARLY.out().has(0, 31)).isTrue();
        assertThat(EARLY.out().has(1, 31)).isTrue();
        assertThat(EARLY.out().has(2, 31)).isFalse();
        assertThat(EARLY.out().has(0, 30)).isFalse();
        assertThat(EARLY.out().without(2, 3).without(1, 31)).isEqualTo(FULL.out());
        assertThat(EARLY.folded().ever(2)).isTrue();
        assertThat(EARLY.folded().promptly(2)).isFalse();
        assertThat(EARLY.folded().promptly(4)).isTrue();
    }

    @Test
    void shouldSpanAllClicksInWhateverOrderTheyCome() {
        assertThat(FRESH.clicked(1050, 1).clicked(1020, 1).clicks()).isEqualTo(new Exposure.Clicks(1020, 1050));
    }
}
