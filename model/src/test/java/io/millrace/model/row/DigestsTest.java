package io.millrace.model.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.Ids;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DigestsTest {
    private static final byte[] WEIGHTS = HexFormat.of().parseHex("0000803f" + "000000c0");

    @Test
    void shouldHashTableRowAndWeightsInLittleEndian() {
        byte[] hashed = HexFormat.of().parseHex("07000000" + "0500000000000000" + "0000803f" + "000000c0");
        assertThat(Digests.contribution(7, 5, WEIGHTS)).isEqualTo(Ids.of(hashed));
    }

    @Test
    void shouldMeetTheTestVector() {
        assertThat(Digests.contribution(7, 5, WEIGHTS)).isEqualTo(0x1d885a08ed5c2e8cL);
    }

    @Test
    void shouldBeTheSameForFloatsAndTheirBytesWithoutSlots() {
        assertThat(Digests.contribution(7, 5, new float[] {1, -2, 99}, 2))
                .isEqualTo(Digests.contribution(7, 5, WEIGHTS));
    }

    @Test
    void shouldChangeWithTableRowAndEveryWeight() {
        Set<Long> contributions = new HashSet<>();
        contributions.add(Digests.contribution(7, 5, WEIGHTS));
        contributions.add(Digests.contribution(8, 5, WEIGHTS));
        contributions.add(Digests.contribution(7, 6, WEIGHTS));
        contributions.add(Digests.contribution(7, 5, new float[] {1, -3}, 2));
        contributions.add(Digests.contribution(7, 5, new float[] {-2, 1}, 2));
        contributions.add(Digests.contribution(7, 5, new float[] {1}, 1));
        assertThat(contributions).hasSize(6);
    }
}
