package io.millrace.pipeline.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BorderTest {
    @Test
    void shouldLeaveNoMomentBetweenTheFilesWatermarkAndTheTopicsStart() {
        Border border = new Border(10_000, Duration.ofSeconds(3));
        assertThat(border.topicStart()).isEqualTo(7_000);
        assertThat(border.lastWatermark()).isEqualTo(6_999);
    }

    @Test
    void shouldBeginWithTheNewestMillisecondWithoutAnOverlap() {
        Border border = new Border(10_000, Duration.ZERO);
        assertThat(border.topicStart()).as("others may have happened in it").isEqualTo(10_000);
        assertThat(border.lastWatermark()).isEqualTo(9_999);
    }

    @Test
    void shouldAskForNoTimestampThatKafkaDoesNotHave() {
        assertThat(new Border(10_000, Duration.ofDays(1)).topicStart()).isZero();
    }
}
