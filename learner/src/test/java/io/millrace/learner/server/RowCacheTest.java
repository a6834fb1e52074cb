package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.row.Row;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowCacheTest {
    private static final int WIDTH = 8;

    private final List<RowKey> written = new ArrayList<>();
    private final RowCache cache = new RowCache(cached -> written.add(cached.key()));

    private CachedRow cached(long id) {
        return cache.put(0, id, 3, new Row(new float[WIDTH]));
    }

    private long bytesOf(int rows) {
        return (long) rows * cached(-1).estimate();
    }

    @Test
    void shouldLetTheRowGoThatWasUsedLeastRecently() {
        long two = bytesOf(2);
        cached(1);
        cached(2);
        cached(3);
        cache.get(0, 1);
        cache.trim(two);
        assertThat(cache.get(0, 2)).isNull();
        assertThat(cache.get(0, 3)).isNotNull();
        assertThat(cache.get(0, 1)).isNotNull();
        assertThat(cache.evictions()).isEqualTo(2);
    }

    @Test
    void shouldStayWithinItsBytesAndCountThemByTheRowsWidth() {
        for (int id = 0; id < 100; id++) {
            cache.put(id % 3, id, 3, new Row(new float[id]));
            cache.trim(5_000);
            assertThat(cache.bytes()).isBetween(1L, 5_000L);
        }
        assertThat(cache.rows()).isLessThan(5_000 / (80 * Float.BYTES));
        cache.trim(0);
        assertThat(cache.bytes()).isZero();
        assertThat(cache.rows()).isZero();
    }

    @Test
    void shouldWriteAChangedRowWhenItLeavesAndOnlyThen() {
        CachedRow changed = cached(1);
        cache.markDirty(changed);
        cached(2);
        cache.trim(Long.MAX_VALUE);
        assertThat(written).isEmpty();
        cache.trim(0);
        assertThat(written).containsExactly(changed.key());
    }

    @Test
    void shouldWriteEveryChangedRowOnceWhenFlushed() {
        CachedRow changed = cached(1);
        cached(2);
        cache.markDirty(changed);
        cache.flush();
        cache.flush();
        assertThat(written).containsExactly(changed.key());
        assertThat(cache.get(0, 1)).isSameAs(changed);
    }

    @Test
    void shouldForgetADroppedRowWithoutWritingIt() {
        CachedRow dropped = cached(1);
        cache.markDirty(dropped);
        cache.drop(dropped);
        cache.flush();
        assertThat(written).isEmpty();
        assertThat(cache.get(0, 1)).isNull();
        assertThat(cache.bytes()).isZero();
    }
}
