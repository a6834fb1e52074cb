package io.millrace.model.row;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DigestsTest {
    @Test
    void shouldHashAsTheContractSays() {
        // xxh64 of "<iqff" packed (3, -7, 1.5, -0.25), computed with another implementation.
        assertThat(Digests.contribution(3, -7, new float[] {1.5f, -0.25f}, 2)).isEqualTo(-7671948796445619667L);
    }

    @Test
    void shouldLeaveOutTheSlots() {
        assertThat(Digests.contribution(1, 2, new float[] {1, 2, 99}, 2))
                .isEqualTo(Digests.contribution(1, 2, new float[] {1, 2}, 2));
    }

    @Test
    void shouldTellTablesRowsAndWeightsApart() {
        long digest = Digests.contribution(1, 2, new float[] {1, 0}, 2);

        assertThat(Digests.contribution(2, 2, new float[] {1, 0}, 2)).isNotEqualTo(digest);
        assertThat(Digests.contribution(1, 3, new float[] {1, 0}, 2)).isNotEqualTo(digest);
        assertThat(Digests.contribution(1, 2, new float[] {1, -0f}, 2)).isNotEqualTo(digest);
    }
}
