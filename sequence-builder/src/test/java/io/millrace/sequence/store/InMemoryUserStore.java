package io.millrace.sequence.store;

import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** One user's store in the heap. */
public final class InMemoryUserStore {
    public final InMemoryCell header = new InMemoryCell();
    public final InMemoryLogs openPage = new InMemoryLogs();
    public final InMemoryCell directory = new InMemoryCell();
    public final InMemoryCell facts = new InMemoryCell();
    public final InMemoryShelf pages = new InMemoryShelf();
    public final InMemoryShelf exposures = new InMemoryShelf();
    public final InMemoryLogs seen = new InMemoryLogs();
    public final InMemoryAgenda agenda = new InMemoryAgenda();

    public UserStore store() {
        return new UserStore(header, openPage, directory, pages, exposures, facts, seen, agenda);
    }

    /** Another store with the same in it. */
    public InMemoryUserStore copy() {
        InMemoryUserStore copy = new InMemoryUserStore();
        header.copyTo(copy.header);
        openPage.copyTo(copy.openPage);
        directory.copyTo(copy.directory);
        facts.copyTo(copy.facts);
        pages.copyTo(copy.pages);
        exposures.copyTo(copy.exposures);
        seen.copyTo(copy.seen);
        agenda.copyTo(copy.agenda);
        return copy;
    }

    /** All that is kept but the agenda, in hexadecimal. */
    public Map<String, String> contents() {
        Map<String, String> contents = new TreeMap<>();
        Map.of("header", header, "directory", directory, "facts", facts)
                .forEach((part, cell) -> contents.put(
                        part, cell.get() == null ? "" : HexFormat.of().formatHex(cell.get())));
        Map.of("pages", pages, "exposures", exposures)
                .forEach((part, shelf) -> contents.put(part, shelf.contents().toString()));
        Map.of("openPage", openPage, "seen", seen)
                .forEach((part, logs) -> contents.put(part, logs.contents().toString()));
        return contents;
    }

    public boolean isEmpty() {
        return header.get() == null
                && directory.get() == null
                && facts.get() == null
                && pages.size() + exposures.size() == 0
                && openPage.isEmpty()
                && seen.isEmpty()
                && agenda.isEmpty();
    }
}
