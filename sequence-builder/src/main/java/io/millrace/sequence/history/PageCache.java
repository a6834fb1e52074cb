package io.millrace.sequence.history;

import io.millrace.sequence.store.Shelf;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sealed pages of a user, of which those used last stay in the heap. Writes go to the store at once. */
final class PageCache {
    /** Enough for the slice of an example to cost no reading. */
    private static final int PAGES = 3;

    private final Shelf store;
    private final Map<Long, List<Interaction>> pages = new LinkedHashMap<>(2 * PAGES, 0.75f, true);
    private int weight;

    PageCache(Shelf store) {
        this.store = store;
    }

    /** A page that is there; not to be changed. */
    List<Interaction> get(long number) {
        List<Interaction> page = pages.get(number);
        if (page == null) {
            page = keep(number, Page.decode(store.get(number)));
        }
        return page;
    }

    void put(long number, List<Interaction> content) {
        store.put(number, Page.encode(content));
        keep(number, List.copyOf(content));
    }

    private List<Interaction> keep(long number, List<Interaction> page) {
        leave(number);
        if (pages.size() == PAGES) {
            leave(pages.keySet().iterator().next());
        }
        pages.put(number, page);
        weight += page.size();
        return page;
    }

    void remove(long number) {
        leave(number);
        store.remove(number);
    }

    private void leave(long number) {
        List<Interaction> page = pages.remove(number);
        weight -= page == null ? 0 : page.size();
    }

    /** How many interactions are in the heap. */
    int weight() {
        return weight;
    }
}
