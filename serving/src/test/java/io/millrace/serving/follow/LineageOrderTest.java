package io.millrace.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LineageOrderTest {
    private final LineageOrder order = new LineageOrder();

    @Test
    void shouldOrderLineagesByTheirFirstAppearanceInAnyPartition() {
        order.appear(0, 30);
        order.appear(0, 10);
        order.appear(1, 20);
        order.appear(1, 10);

        assertThat(order.before(10)).containsExactlyInAnyOrder(20L, 30L);
        assertThat(order.before(20)).isEmpty();
        assertThat(order.before(30)).isEmpty();
    }

    @Test
    void shouldSayWhetherALineageIsNewInThePartition() {
        assertThat(order.appear(0, 30)).isTrue();
        assertThat(order.appear(0, 30)).isFalse();
        assertThat(order.appear(1, 30)).isTrue();
    }

    @Test
    void shouldNotTakeALineageForOldThatAlsoCameLater() {
        order.appear(0, 30);
        order.appear(0, 10);
        order.appear(1, 10);
        order.appear(1, 30);

        assertThat(order.before(10)).isEmpty();
        assertThat(order.before(30)).isEmpty();
    }

    @Test
    void shouldKnowTheNewestLineageOfAPartition() {
        assertThat(order.newest(0)).isEqualTo(OptionalLong.empty());
        order.appear(0, 30);
        order.appear(0, 10);
        order.appear(0, 30);

        assertThat(order.newest(0)).isEqualTo(OptionalLong.of(10));
    }
}
