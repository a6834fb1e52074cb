package io.millrace.sequence.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.feature.Features;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.store.InMemoryUserStore;
import org.junit.jupiter.api.Test;

class PlansTest {
    private final Plans plans = new Plans(new InMemoryUserStore().store().agenda(), 0);

    private static Task release(long id) {
        return new Task.Release(
                new AcceptedEvent(7, id, 100, 100, new AcceptedEvent.Impression(1, Features.of(1, 2))), true);
    }

    /** The heap's bound is of bytes: as many events as like may wait at one moment. */
    @Test
    void shouldWeighEveryTaskOfAMoment() {
        plans.add(100, release(1));
        int one = plans.weight();
        assertThat(one).isPositive();
        for (int id = 2; id <= 50; id++) {
            plans.add(100, release(id));
        }
        assertThat(plans.weight()).isEqualTo(50 * one);
        plans.look(100, 1);
        int looked = plans.weight();
        plans.look(100, 2);
        assertThat(plans.weight()).isGreaterThan(looked);
        plans.look(200, 3);

        assertThat(plans.take(100)).hasSize(51);
        assertThat(plans.weight()).isPositive().isLessThan(looked);
        plans.flush();
        assertThat(plans.weight()).isZero();
    }
}
