package io.millrace.benchmarks.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SweepTest {
    @Test
    void shouldGoToAMillionUsersAndToFourThousandEvents() {
        Sweep sweep = Sweep.of(TestingPasses.TRAFFIC, 5_000_000, 400_000);

        assertThat(sweep.byUsers()).extracting(Traffic::users).containsExactly(1_000, 10_000, 100_000, 1_000_000);
        assertThat(sweep.byUsers()).extracting(Traffic::eventsPerUser).containsExactly(50, 50, 50, 5);
        assertThat(sweep.byEventsPerUser())
                .extracting(Traffic::eventsPerUser)
                .containsExactly(50, 200, 1_000, 2_000, 4_000);
        assertThat(sweep.byEventsPerUser())
                .allSatisfy(traffic -> assertThat(traffic.events()).isEqualTo(400_000));
    }

    @Test
    void shouldLeaveOutWhatTheBoundHasNoRoomFor() {
        assertThat(Sweep.of(TestingPasses.TRAFFIC, 100_000, 100_000).byUsers())
                .extracting(Traffic::users)
                .containsExactly(1_000, 10_000, 100_000);
    }
}
