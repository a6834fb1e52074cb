package io.millrace.sequence.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ItemExposuresTest {
    private static final long WINDOW = 100;
    /** Version 1. Never to be regenerated. */
    private static final String GOLDEN =
            "01ffffffffffffffffe807019008fc07fc0780808080080400000000000003e9e90700e90700000000";

    private final ItemExposures exposures = new ItemExposures(null, WINDOW);

    private static Exposure at(long time) {
        return Exposure.of(time, time, false, time);
    }

    @Test
    void shouldJoinTheLastExposureNotAfterTheAction() {
        exposures.add(at(1000));
        exposures.add(at(1050));

        assertThat(exposures.joinedBy(0, 999)).isNull();
        assertThat(exposures.joinedBy(0, 1000)).isEqualTo(at(1000));
        assertThat(exposures.joinedBy(0, 1049)).isEqualTo(at(1000));
        assertThat(exposures.joinedBy(0, 1150)).isEqualTo(at(1050));
        assertThat(exposures.joinedBy(0, 1151)).isNull();
    }

    @Test
    void shouldConfineANamedImpressionToTheWindowToo() {
        exposures.add(at(1000));
        exposures.add(at(1050));

        assertThat(exposures.joinedBy(1000, 1100)).isEqualTo(at(1000));
        assertThat(exposures.joinedBy(1000, 1101)).isNull();
    }

    @Test
    void shouldCountTheWindowOfAConversionFromTheFirstClick() {
        exposures.add(at(1000).clicked(1050, 1050).clicked(1090, 1090));

        assertThat(exposures.convertedBy(0, 1049)).isNull();
        assertThat(exposures.convertedBy(0, 1150)).isNotNull();
        assertThat(exposures.convertedBy(0, 1151)).isNull();
    }

    @Test
    void shouldEvictTheOldestOfTooMany() {
        for (int i = 0; i < ItemExposures.LIMIT; i++) {
            assertThat(exposures.add(at(1000 + i))).isZero();
        }

        assertThat(exposures.add(at(2000))).isEqualTo(1);
        assertThat(exposures.get(1000)).isNull();
    }

    @Test
    void shouldReadAndWriteTheGoldenBytes() {
        Exposure full =
                Exposure.of(-1, 1000, true, 1010).clicked(1020, 1030).settle(31).answer(2, 1040);
        exposures.add(full);
        exposures.add(at(1001));

        assertThat(HexFormat.of().formatHex(exposures.encode())).isEqualTo(GOLDEN);
        ItemExposures read = new ItemExposures(HexFormat.of().parseHex(GOLDEN), WINDOW);

        assertThat(read.get(-1)).isEqualTo(full);
        assertThat(read.get(1001)).isEqualTo(at(1001));
        assertThat(full.isSettled(31)).isTrue();
        assertThat(full.isSettled(30)).isFalse();
        assertThat(full.isAnswered(2)).isTrue();
    }
}
