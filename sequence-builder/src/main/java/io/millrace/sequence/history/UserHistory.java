package io.millrace.sequence.history;

import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.history.Directory.Sealed;
import io.millrace.sequence.store.UserStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A user's series of interactions: sealed pages, one open page (the tail), and the newest entry, which the caller keeps
 * because it alone may still change.
 *
 * <p>Invariant, over the whole series: keys ascend, and nothing was done with an entry after the time of the next one.
 * So whatever prefix a model is shown had happened before what follows; who enters what comes late sees to the second.
 * An entry that is younger than all costs the rewrite of the tail; one that comes late costs the rewrite of the page it
 * falls in.
 */
public final class UserHistory {
    private final UserStore store;
    private final Retention retention;

    public UserHistory(UserStore store, Retention retention) {
        this.store = store;
        this.retention = retention;
    }

    /**
     * Appends {@code entry}, which must follow all others.
     *
     * @param newest the newest entry, null if there is none
     * @param pinnedFrom interactions from this time on stay beyond the bound, up to the cap
     * @return the newest entry afterwards
     */
    public Interaction append(Interaction newest, Interaction entry, long pinnedFrom) {
        if (newest != null) {
            append(newest, pinnedFrom);
        }
        return entry;
    }

    /**
     * Enters {@code entry} at its place, or in the place of the one with its key.
     *
     * @param newest the newest entry
     * @param pinnedFrom as in {@link #append}
     * @return the newest entry afterwards
     */
    public Interaction put(Interaction newest, Interaction entry, long pinnedFrom) {
        return edit(newest, entry.key(), pinnedFrom, run -> {
            int at = indexAfter(run, entry.key());
            if (at > 0 && run.get(at - 1).key().equals(entry.key())) {
                run.set(at - 1, entry);
            } else {
                run.add(at, entry);
            }
        });
    }

    /**
     * Removes an entry that is not the only one.
     *
     * @return the newest entry afterwards
     */
    public Interaction remove(Interaction newest, EntryKey key) {
        return edit(
                newest,
                key,
                Long.MAX_VALUE,
                run -> run.removeIf(entry -> entry.key().equals(key)));
    }

    /**
     * Removes all entries.
     *
     * @param newest the newest entry, null if there is none
     * @return how many there were
     */
    public int clear(Interaction newest) {
        if (newest == null) {
            return 0;
        }
        Directory directory = Directory.decode(store.directory().get());
        int interactions = directory.interactions() + open(newest).size();
        directory.pages().forEach(page -> store.pages().remove(page.number()));
        store.directory().clear();
        store.tail().clear();
        return interactions;
    }

    /** The entry with this key, null if it is not kept. */
    public Interaction get(Interaction newest, EntryKey key) {
        Interaction last = last(newest, entry -> entry.key().compareTo(key) <= 0, key);
        return last != null && last.key().equals(key) ? last : null;
    }

    /** The last entry in front of this key, null if there is none. */
    public Interaction before(Interaction newest, EntryKey key) {
        return last(newest, entry -> entry.key().compareTo(key) < 0, key);
    }

    /** The first entry behind this key, null if there is none. */
    public Interaction after(Interaction newest, EntryKey key) {
        List<Interaction> open = open(newest);
        Directory directory = Directory.decode(store.directory().get());
        List<Sealed> pages = directory.pages();
        if (!pages.isEmpty() && open.get(0).key().compareTo(key) > 0) {
            int index = directory.indexFor(key);
            List<Interaction> run = read(pages.get(index));
            int at = indexAfter(run, key);
            if (at < run.size()) {
                return run.get(at);
            }
            return index + 1 < pages.size() ? read(pages.get(index + 1)).get(0) : open.get(0);
        }
        int at = indexAfter(open, key);
        return at < open.size() ? open.get(at) : null;
    }

    /**
     * The run of at most {@code most} interactions that ends at {@code last}; null if that is not kept any more.
     *
     * @param newest the newest entry
     */
    public Slice endingAt(EntryKey last, Interaction newest, int most) {
        List<Interaction> open = open(newest);
        Directory directory = Directory.decode(store.directory().get());
        int page = directory.pages().size();
        List<Interaction> run = open;
        int at = Slice.indexOf(run, last);
        if (at < 0 && page > 0) {
            page = directory.indexFor(last);
            run = read(directory.pages().get(page));
            at = Slice.indexOf(run, last);
        }
        if (at < 0) {
            return null;
        }
        OptionalLong next = OptionalLong.empty();
        if (at + 1 < run.size()) {
            next = OptionalLong.of(run.get(at + 1).time());
        } else if (page + 1 < directory.pages().size()) {
            next = OptionalLong.of(directory.pages().get(page + 1).first().time());
        } else if (page < directory.pages().size()) {
            next = OptionalLong.of(open.get(0).time());
        }
        run = run.subList(0, at + 1);
        while (run.size() < most && page > 0) {
            List<Interaction> longer = read(directory.pages().get(--page));
            longer.addAll(run);
            run = longer;
        }
        int from = Math.max(0, run.size() - most);
        return new Slice(List.copyOf(run.subList(from, run.size())), from == 0 && page == 0, next);
    }

    private void append(Interaction entry, long pinnedFrom) {
        byte[] tail = store.tail().get();
        byte[] longer = tail == null ? Page.encode(List.of(entry)) : Page.append(tail, entry);
        if (Page.count(longer) < Page.SIZE) {
            store.tail().set(longer);
        } else {
            seal(Page.decode(longer), pinnedFrom);
        }
    }

    /** Makes a page of what the tail held or would have held. */
    private void seal(List<Interaction> content, long pinnedFrom) {
        store.tail().clear();
        Directory directory = Directory.decode(store.directory().get());
        directory.pages().add(write(directory.unusedNumber(), content));
        trim(directory, pinnedFrom);
        store.directory().set(directory.encode());
    }

    private Interaction edit(Interaction newest, EntryKey key, long pinnedFrom, Consumer<List<Interaction>> change) {
        List<Interaction> open = open(newest);
        Directory directory = Directory.decode(store.directory().get());
        if (!directory.pages().isEmpty() && open.get(0).key().compareTo(key) > 0) {
            editSealed(directory, key, change);
            trim(directory, pinnedFrom);
            store.directory().set(directory.encode());
            return newest;
        }
        change.accept(open);
        if (open.isEmpty()) {
            open = unseal(directory);
        }
        Interaction last = open.remove(open.size() - 1);
        if (open.isEmpty()) {
            store.tail().clear();
        } else if (open.size() < Page.SIZE) {
            store.tail().set(Page.encode(open));
        } else {
            seal(open, pinnedFrom);
        }
        return last;
    }

    private void editSealed(Directory directory, EntryKey key, Consumer<List<Interaction>> change) {
        int index = directory.indexFor(key);
        List<Sealed> pages = directory.pages();
        List<Interaction> content = read(pages.get(index));
        change.accept(content);
        if (content.isEmpty()) {
            store.pages().remove(pages.remove(index).number());
            return;
        }
        if (content.size() > Page.LIMIT) {
            int half = content.size() / 2;
            pages.add(index + 1, write(directory.unusedNumber(), content.subList(half, content.size())));
            content = content.subList(0, half);
        }
        pages.set(index, write(pages.get(index).number(), content));
    }

    /** Makes the last page the open one again. */
    private List<Interaction> unseal(Directory directory) {
        Sealed last = directory.pages().remove(directory.pages().size() - 1);
        List<Interaction> content = read(last);
        store.pages().remove(last.number());
        store.directory().set(directory.encode());
        return content;
    }

    /** The last entry for which {@code condition} holds, which does up to {@code key}. */
    private Interaction last(Interaction newest, Predicate<Interaction> condition, EntryKey key) {
        List<Interaction> run = open(newest);
        Directory directory = Directory.decode(store.directory().get());
        int page = directory.pages().size();
        if (page > 0 && !condition.test(run.get(0))) {
            page = directory.indexFor(key);
            run = read(directory.pages().get(page));
        }
        while (!condition.test(run.get(0))) {
            if (page == 0) {
                return null;
            }
            run = read(directory.pages().get(--page));
        }
        int at = run.size() - 1;
        while (!condition.test(run.get(at))) {
            at--;
        }
        return run.get(at);
    }

    private static int indexAfter(List<Interaction> run, EntryKey key) {
        int at = run.size();
        while (at > 0 && run.get(at - 1).key().compareTo(key) > 0) {
            at--;
        }
        return at;
    }

    private void trim(Directory directory, long pinnedFrom) {
        int kept = directory.interactions();
        List<Sealed> pages = directory.pages();
        while (!pages.isEmpty()) {
            Sealed oldest = pages.get(0);
            int without = kept - oldest.count();
            boolean pinned = oldest.lastTime() >= pinnedFrom && without < retention.interactionsCap();
            if (without < retention.interactions() || pinned) {
                return;
            }
            store.pages().remove(oldest.number());
            pages.remove(0);
            kept = without;
        }
    }

    private List<Interaction> open(Interaction newest) {
        byte[] tail = store.tail().get();
        List<Interaction> open = tail == null ? new ArrayList<>() : Page.decode(tail);
        open.add(newest);
        return open;
    }

    private List<Interaction> read(Sealed page) {
        return Page.decode(store.pages().get(page.number()));
    }

    private Sealed write(long number, List<Interaction> content) {
        store.pages().put(number, Page.encode(content));
        return Sealed.of(number, content);
    }
}
