package io.millrace.sequence.store;

import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** One user's store in the heap. */
public final class InMemoryUserStore {
    public final InMemoryCell header = new InMemoryCell();
    public final InMemoryCell tail = new InMemoryCell();
    public final InMemoryCell directory = new InMemoryCell();
    public final InMemoryCell facts = new InMemoryCell();
    public final InMemoryShelf pages = new InMemoryShelf();
    public final InMemoryShelf exposures = new InMemoryShelf();
    public final InMemoryShelf seen = new InMemoryShelf();
    public final InMemoryAgenda agenda = new InMemoryAgenda();

    public UserStore store() {
        return new UserStore(header, tail, directory, pages, exposures, facts, seen, agenda);
    }

    /** All that is kept but the agenda, in hexadecimal. */
    public Map<String, String> contents() {
        Map<String, String> contents = new TreeMap<>();
        Map.of("header", header, "tail", tail, "directory", directory, "facts", facts)
                .forEach((part, cell) -> contents.put(
                        part, cell.get() == null ? "" : HexFormat.of().formatHex(cell.get())));
        Map.of("pages", pages, "exposures", exposures, "seen", seen)
                .forEach((part, shelf) -> contents.put(part, shelf.contents().toString()));
        return contents;
    }

    public boolean isEmpty() {
        return header.get() == null
                && tail.get() == null
                && directory.get() == null
                && facts.get() == null
                && pages.size() + exposures.size() + seen.size() == 0
                && agenda.isEmpty();
    }
}
