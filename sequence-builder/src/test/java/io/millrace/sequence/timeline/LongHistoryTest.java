package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.TestingEvents;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.store.CountingStores;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an event costs does not depend on how many came before it. */
class LongHistoryTest {
    /** Of the whole history nothing is dropped. */
    private static final SequenceConfig CONFIG = SequenceConfig.defaults()
            .withRetention(new Retention(20_000, 20_000, 64, Duration.ofDays(2), Duration.ofDays(90)));

    private final CountingStores stores = new CountingStores();
    private final TestingTimeline timeline = new TestingTimeline(CONFIG, TestingEvents.USER, stores::over);
    private int events;

    /** Plays the user's next events, five minutes from each other, and writes back after each; returns the bytes written. */
    private long bytesPerEvent(int until) {
        long before = stores.written();
        int from = events;
        for (; events < until; events++) {
            long time = T0 + events * 300_000L;
            String item = "item" + events / 2 % 500;
            timeline.take(
                    events % 2 == 0
                            ? TestingEvents.impression("e" + events, item, time)
                            : TestingEvents.click("e" + events, item, time));
            timeline.advance(time);
        }
        return (stores.written() - before) / (until - from);
    }

    @Test
    void shouldWriteAsMuchForTheTwentyThousandthEventAsForTheThousandth() {
        bytesPerEvent(1_000);
        long early = bytesPerEvent(3_000);
        bytesPerEvent(18_000);
        long late = bytesPerEvent(20_000);
        assertThat(timeline.count(Count.KEPT)).isEqualTo(20_000);
        assertThat(late).isPositive().isLessThanOrEqualTo(early * 12 / 10);
    }
}
