package io.millrace.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LineageOrderTest {
    private final LineageOrder order = new LineageOrder();

    @Test
    void shouldOrderLineagesByTheirFirstAppearanceInAnyPartition() {
        order.announce(0, 30);
        order.announce(0, 10);
        order.announce(1, 20);
        order.announce(1, 10);

        assertThat(order.before(10)).containsExactlyInAnyOrder(20L, 30L);
        assertThat(order.before(20)).isEmpty();
        assertThat(order.before(30)).isEmpty();
    }

    @Test
    void shouldSayWhetherALineageIsNewInThePartition() {
        assertThat(order.announce(0, 30)).isTrue();
        assertThat(order.announce(0, 30)).isFalse();
        assertThat(order.announce(1, 30)).isTrue();
    }

    @Test
    void shouldNotTakeALineageForOldThatAlsoCameLater() {
        order.announce(0, 30);
        order.announce(0, 10);
        order.announce(1, 10);
        order.announce(1, 30);

        assertThat(order.before(10)).isEmpty();
        assertThat(order.before(30)).isEmpty();
    }

    @Test
    void shouldKnowTheNewestLineageOfAPartition() {
        assertThat(order.newest(0)).isEqualTo(OptionalLong.empty());
        order.announce(0, 30);
        order.announce(0, 10);
        order.announce(0, 30);

        assertThat(order.newest(0)).isEqualTo(OptionalLong.of(10));
    }

    @Test
    void shouldTakeOneRecordAloneForARumour() {
        order.announce(0, 30);

        assertThat(order.appear(0, 10)).isFalse();
        assertThat(order.newest(0)).isEqualTo(OptionalLong.of(30));

        assertThat(order.appear(0, 10)).isTrue();
        assertThat(order.appear(0, 10)).isFalse();
        assertThat(order.newest(0)).isEqualTo(OptionalLong.of(10));
    }
}
