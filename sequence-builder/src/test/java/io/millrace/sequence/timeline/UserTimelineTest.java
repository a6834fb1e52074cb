package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static io.millrace.sequence.TestingEvents.click;
import static io.millrace.sequence.TestingEvents.impression;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.Emission;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class UserTimelineTest {
    private static final long CLICK_WINDOW = Duration.ofMinutes(30).toMillis();
    private static final long ATTRIBUTION = Duration.ofDays(1).toMillis();
    private static final SequenceConfig CONFIG =
            SequenceConfig.defaults().withEmission(new Emission(100, Duration.ofDays(2)));

    private final TestingTimeline timeline = new TestingTimeline(CONFIG);

    @Test
    void shouldLetAnActionJoinTheNewestExposure() {
        timeline.play(impression("i", "a", T0), click("c", "a", T0 + 10));

        assertThat(timeline.labels()).containsExactly("click a@0=1", "convert a@0=0", "retrieval a@0=1");
    }
}
