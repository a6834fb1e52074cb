package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RowGuardTest {
    private static final float[] ORDINARY = {1, -1, 3};

    private static boolean accepts(float[] before, float... values) {
        return RowGuard.accepts(before, values, 2, 3);
    }

    @Test
    void shouldAcceptWeightsWithinTheBound() {
        assertThat(accepts(ORDINARY, 1e4f, -1e4f, 1e30f)).isTrue();
        assertThat(accepts(ORDINARY, 1.1e4f, 0, 0)).isFalse();
    }

    @Test
    void shouldRefuseWhatIsNoNumber() {
        assertThat(accepts(ORDINARY, Float.NaN, 0, 0)).isFalse();
        assertThat(accepts(ORDINARY, 0, 0, Float.NaN)).isFalse();
        assertThat(accepts(ORDINARY, 0, 0, Float.POSITIVE_INFINITY)).isFalse();
    }

    @Test
    void shouldLetAWeightBeyondTheBoundComeBack() {
        float[] beyond = {5e4f, 0, 0};
        assertThat(accepts(beyond, 4e4f, 0, 0)).isTrue();
        assertThat(accepts(beyond, 6e4f, 0, 0)).isFalse();
        assertThat(accepts(beyond, 4e4f, 2e4f, 0)).isFalse();
    }
}
