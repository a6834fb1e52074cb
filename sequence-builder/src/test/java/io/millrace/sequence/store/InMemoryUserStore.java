package io.millrace.sequence.store;

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

    public boolean isEmpty() {
        return header.get() == null
                && tail.get() == null
                && directory.get() == null
                && facts.get() == null
                && pages.size() + exposures.size() + seen.size() == 0
                && agenda.isEmpty();
    }
}
