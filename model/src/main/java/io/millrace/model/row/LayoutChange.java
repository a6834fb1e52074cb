package io.millrace.model.row;

import java.util.List;
import java.util.Set;

/**
 * What becomes of stored rows under a configured layout.
 *
 * @param layout the configured one, as state is to remember it
 * @param numbers of its tables
 * @param restarted numbers of the tables whose optimiser is another: weights stay, slots begin anew
 * @param removed tables that the configuration no longer has: their rows go
 * @param added names of the tables that state knew nothing of: their rows are born
 */
public record LayoutChange(
        StoredLayout layout,
        TableNumbers numbers,
        Set<Integer> restarted,
        List<StoredTable> removed,
        List<String> added) {
    /** Of a layout that is as it was. */
    public static LayoutChange none(List<Table> tables) {
        StoredLayout layout = StoredLayout.of(tables);
        return new LayoutChange(layout, TableNumbers.inOrder(tables.size()), Set.of(), List.of(), List.of());
    }

    /** Whether state and configuration agree. */
    public boolean isNone() {
        return restarted.isEmpty() && removed.isEmpty() && added.isEmpty();
    }

    /** For a person. */
    public String describe() {
        List<String> names = removed.stream().map(StoredTable::name).toList();
        List<String> withNewSlots = layout.tables().stream()
                .filter(table -> restarted.contains(table.number()))
                .map(StoredTable::name)
                .toList();
        return "removed " + names + ", added " + added + ", with slots that begin anew " + withNewSlots;
    }
}
