package io.millrace.learner.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.row.Row;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowCacheTest {
    private final List<RowKey> written = new ArrayList<>();
    private final RowCache cache = new RowCache(2, (key, row) -> written.add(key));

    private RowKey cached(long id) {
        RowKey key = new RowKey(0, id);
        cache.put(key, new Row(new float[1]));
        return key;
    }

    @Test
    void shouldEvictTheRowThatWasUsedLeastRecently() {
        RowKey first = cached(1);
        RowKey second = cached(2);
        cache.get(first);
        cached(3);
        assertThat(cache.get(second)).isNull();
        assertThat(cache.get(first)).isNotNull();
    }

    @Test
    void shouldWriteAChangedRowWhenItIsEvictedAndOnlyThen() {
        RowKey changed = cached(1);
        cache.markDirty(changed);
        cached(2);
        assertThat(written).isEmpty();
        cached(3);
        assertThat(written).containsExactly(changed);
        cached(4);
        assertThat(written).containsExactly(changed);
    }

    @Test
    void shouldWriteEveryChangedRowOnceWhenFlushed() {
        RowKey changed = cached(1);
        cached(2);
        cache.markDirty(changed);
        cache.flush();
        cache.flush();
        assertThat(written).containsExactly(changed);
        assertThat(cache.get(changed)).isNotNull();
    }
}
