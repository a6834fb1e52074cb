package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChangedRowsTest {
    private final ChangedRows changed = new ChangedRows(1_000);

    private List<RowKey> of(int keyGroup) {
        List<RowKey> rows = new ArrayList<>();
        changed.forEach(keyGroup, (table, row) -> rows.add(new RowKey(table, row)));
        return rows;
    }

    @Test
    void shouldNameEachChangedRowOfAKeyGroupOnceInOrder() {
        changed.add(1, 2, 7);
        changed.add(1, 2, -7);
        changed.add(2, 0, 1);
        changed.add(1, -3, 5);
        changed.add(1, 2, 7);
        assertThat(of(1)).containsExactly(new RowKey(-3, 5), new RowKey(2, -7), new RowKey(2, 7));
        assertThat(of(2)).containsExactly(new RowKey(0, 1));
        assertThat(of(3)).isEmpty();
    }

    @Test
    void shouldCountWhatLeadsToTheRows() {
        changed.add(0, 0, 1);
        long one = changed.bytes();
        changed.add(0, 0, 1);
        assertThat(changed.bytes()).isEqualTo(one);
        changed.add(0, 0, 2);
        long ofRow = changed.bytes() - one;
        changed.add(0, 1, 2);
        long ofSet = changed.bytes() - one - 2 * ofRow;
        changed.add(1, 0, 2);
        assertThat(changed.bytes() - 2 * ofSet - one - 3 * ofRow).isGreaterThan(ofSet);
        assertThat(ofSet).isGreaterThan(ofRow);
    }

    @Test
    void shouldForgetAllAndSaySoRatherThanOutgrowItsBytes() {
        for (int row = 0; row < 1_000; row++) {
            changed.add(row % 5, 0, row);
            assertThat(changed.bytes()).isLessThanOrEqualTo(1_000);
        }
        assertThat(changed.overflown()).isTrue();
        assertThat(of(0)).isEmpty();
        changed.clear();
        changed.add(0, 0, 1);
        assertThat(changed.overflown()).isFalse();
        assertThat(of(0)).containsExactly(new RowKey(0, 1));
    }
}
