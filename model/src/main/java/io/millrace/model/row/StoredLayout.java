package io.millrace.model.row;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The layout that state was written under. Tables are told apart by name and addressed by number; a number is never
 * given to another table.
 *
 * <p>As text, version 2: {@code layout 2}, {@code next NUMBER}, then one line a table: number, kind, width, elements,
 * columns, optimiser, slots and, last because it may hold blanks, its name. How rows are born is not in it: whatever is
 * stored is born already. Version 1, which is still read, has no columns.
 *
 * @param next the number that the next new table gets
 * @param tables in the order of the configuration
 */
public record StoredLayout(int next, List<StoredTable> tables) {
    private static final String VERSION = "layout 2";
    private static final String WITHOUT_COLUMNS = "layout 1";
    private static final String NEXT = "next ";

    public StoredLayout {
        tables = List.copyOf(tables);
    }

    /** That of a model that begins, or whose state is older than this record of it: numbers are ids. */
    public static StoredLayout of(List<Table> tables) {
        return new StoredLayout(
                tables.size(),
                tables.stream().map(table -> StoredTable.of(table.id(), table)).toList());
    }

    /**
     * What a configured layout makes of the rows that were stored under this one.
     *
     * @throws IncompatibleLayoutException if a table is there under the same name with rows of another size
     */
    public LayoutChange to(List<Table> configured) {
        Map<String, StoredTable> left = new HashMap<>();
        tables.forEach(table -> left.put(table.name(), table));
        List<StoredTable> after = new ArrayList<>();
        List<String> added = new ArrayList<>();
        Set<Integer> restarted = new HashSet<>();
        int free = next;
        for (Table table : configured) {
            StoredTable before = left.remove(table.name());
            if (before == null) {
                added.add(table.name());
                after.add(StoredTable.of(free++, table));
                continue;
            }
            StoredTable now = StoredTable.of(before.number(), table);
            if (!now.hasShapeOf(before)) {
                throw new IncompatibleLayoutException(before, now);
            }
            if (!now.hasSlotsOf(before)) {
                restarted.add(now.number());
            }
            after.add(now);
        }
        List<StoredTable> removed =
                tables.stream().filter(table -> left.containsKey(table.name())).toList();
        TableNumbers numbers =
                TableNumbers.of(after.stream().map(StoredTable::number).toList());
        return new LayoutChange(new StoredLayout(free, after), numbers, restarted, removed, added);
    }

    /** Equal layouts give equal texts. */
    public String toText() {
        return tables.stream()
                .map(t -> String.join(
                        " ",
                        String.valueOf(t.number()),
                        t.kind().name(),
                        String.valueOf(t.width()),
                        String.valueOf(t.elements()),
                        String.valueOf(t.columns()),
                        t.optimizer(),
                        String.valueOf(t.slots()),
                        t.name()))
                .collect(Collectors.joining("\n", VERSION + "\n" + NEXT + next + "\n", "\n"));
    }

    /**
     * The inverse of {@link #toText()}.
     *
     * @throws IllegalArgumentException if it is of a version that is not known, or malformed
     */
    public static StoredLayout parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 2 || !isRead(lines.get(0)) || !lines.get(1).startsWith(NEXT)) {
            throw new IllegalArgumentException("not a layout that this build reads (it reads '" + VERSION + "'): "
                    + lines.stream().findFirst().orElse(""));
        }
        int next = Integer.parseInt(lines.get(1).substring(NEXT.length()));
        return new StoredLayout(
                next,
                IntStream.range(2, lines.size())
                        .mapToObj(i -> table(lines.get(i), lines.get(0).equals(VERSION)))
                        .toList());
    }

    private static boolean isRead(String version) {
        return version.equals(VERSION) || version.equals(WITHOUT_COLUMNS);
    }

    private static StoredTable table(String line, boolean withColumns) {
        Deque<String> parts = new ArrayDeque<>(List.of(line.split(" ", withColumns ? 8 : 7)));
        try {
            int number = Integer.parseInt(parts.remove());
            Table.Kind kind = Table.Kind.valueOf(parts.remove());
            int width = Integer.parseInt(parts.remove());
            int elements = Integer.parseInt(parts.remove());
            int columns = withColumns ? Integer.parseInt(parts.remove()) : StoredTable.UNKNOWN;
            String optimizer = parts.remove();
            int slots = Integer.parseInt(parts.remove());
            return new StoredTable(number, parts.remove(), kind, width, elements, columns, optimizer, slots);
        } catch (NoSuchElementException e) {
            throw new IllegalArgumentException("not a table of a layout: " + line, e);
        }
    }
}
