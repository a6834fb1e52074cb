package io.millrace.model.row;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class KeyGroupsTest {
    @Test
    void shouldNeverMoveARow() {
        assertThat(KeyGroups.of(0, 0, 128)).isEqualTo(111);
        assertThat(KeyGroups.of(3, -1, 128)).isEqualTo(51);
        assertThat(KeyGroups.of(3, 42, 7)).isEqualTo(1);
    }

    @Test
    void shouldSpreadBlocksAndIdsEvenly() {
        int[] rows = new int[16];
        for (int table = 0; table < 8; table++) {
            for (long row = -1000; row < 1000; row++) {
                rows[KeyGroups.of(table, row, 16)]++;
            }
        }
        assertThat(Arrays.stream(rows)).allMatch(count -> count > 900 && count < 1100);
    }
}
