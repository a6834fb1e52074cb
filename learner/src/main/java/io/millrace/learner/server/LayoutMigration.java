package io.millrace.learner.server;

import io.millrace.model.row.LayoutChange;
import io.millrace.model.row.OutOfVocabulary;
import io.millrace.model.row.Row;
import io.millrace.model.row.Table;
import java.util.Arrays;
import java.util.List;

/** Brings what a shard has stored under another layout into the configured one. */
final class LayoutMigration {
    private final ShardState state;
    private final LayoutChange change;

    LayoutMigration(ShardState state, LayoutChange change) {
        this.state = state;
        this.change = change;
    }

    void run(int firstKeyGroup, int lastKeyGroup) {
        for (int keyGroup = firstKeyGroup;
                keyGroup <= lastKeyGroup && !change.restarted().isEmpty();
                keyGroup++) {
            for (RowKey key : state.store.keys(keyGroup)) {
                int number = OutOfVocabulary.is(key.table()) ? OutOfVocabulary.number(key.table()) : key.table();
                if (change.restarted().contains(number)) {
                    restart(keyGroup, key);
                }
            }
        }
    }

    private void restart(int keyGroup, RowKey key) {
        Table table = state.table(key.table());
        Row row = state.store.read(keyGroup, List.of(key)).get(0);
        if (row.isLive()) {
            float[] weights = Arrays.copyOf(row.values, table.width());
            row.values = Arrays.copyOf(weights, table.storedWidth());
            row.updates = 0;
            state.store.write(keyGroup, key, row);
        }
    }
}
