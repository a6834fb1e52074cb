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

    private static final Exposure FULL = Exposure.of(-1, 1000, true, 1010)
            .clicked(1020, 1030)
            .withSettled(1 << 31)
            .answer(2, 1040);
    private static final Exposure FRESH = Exposure.of(1001, 1001, false, 1001);

    private static ItemAction action(long id, long named, long time) {
        return new ItemAction(id, 77, named, time, time + 5, Features.of(9));
    }

    @Test
    void shouldReadAndWriteTheGoldenBytes() {
        ItemExposures item = new ItemExposures(null);
        item.add(FRESH);
        item.add(FULL);
        item.add(action(12, 0, 1100));
        item.add(action(-11, -1, 1050));

        assertThat(HexFormat.of().formatHex(item.encode())).isEqualTo(GOLDEN_2);
        ItemExposures read = new ItemExposures(HexFormat.of().parseHex(GOLDEN_2));
        assertThat(read.exposures()).containsExactly(FULL, FRESH);
        assertThat(read.actions()).extracting(ItemAction::id).containsExactly(-11L, 12L);
        assertThat(read.actions()).extracting(ItemAction::named).containsExactly(-1L, 0L);
        assertThat(read.encode()).isEqualTo(item.encode());
    }

    @Test
    void shouldReadTheGoldenBytesFromBeforeActionsWereKept() {
        ItemExposures read = new ItemExposures(HexFormat.of().parseHex(GOLDEN_1));

        assertThat(read.exposures()).containsExactly(FULL, FRESH);
        assertThat(read.actions()).isEmpty();
        assertThat(FULL.isSettled(31)).isTrue();
        assertThat(FULL.isSettled(30)).isFalse();
        assertThat(FULL.isAnswered(2)).isTrue();
    }

    @Test
    void shouldSpanAllClicksInWhateverOrderTheyCome() {
        assertThat(FRESH.clicked(1050, 1).clicked(1020, 1).clicks()).isEqualTo(new Exposure.Clicks(1020, 1050));
    }
}
