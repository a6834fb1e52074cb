package io.millrace.sequence.history;

import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.history.Directory.Sealed;
import io.millrace.sequence.store.UserStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A user's series of interactions: sealed pages, the open page, and the newest entry, which is apart from both because it
 * alone may still change. What is asked for is read from the store of the current user, and stays in the heap; what
 * changes is written by {@link #flush}, sealed pages at once.
 *
 * <p>Invariant, over the whole series: keys ascend, and nothing was done with an entry after the time of the next one.
 * So whatever prefix a model is shown had happened before what follows; who enters what comes late sees to the second.
 * An entry that is younger than all costs itself; one that comes late costs the rewrite of the page it falls in.
 */
public final class UserHistory {
    private final UserStore store;
    private final Retention retention;
    private final OpenPage openPage;
    private final PageCache pages;
    private Interaction newest;
    private Directory directory;
    private boolean directoryChanged;
    private boolean hasDirectory;

    /**
     * @param newest the newest entry, null if there is none
     * @param openCount interactions in the open page as it is stored
     * @param hasPages whether there is a directory in the store
     */
    public UserHistory(UserStore store, Retention retention, Interaction newest, int openCount, boolean hasPages) {
        this.store = store;
        this.retention = retention;
        this.newest = newest;
        this.openPage = new OpenPage(store.openPage(), openCount);
        this.pages = new PageCache(store.pages());
        this.hasDirectory = hasPages;
    }

    /** Takes in what {@link #write} has written. */
    public void read(BinaryReader in) {
        openPage.read(in);
    }

    /** Writes all but the newest entry: of a history that has no pages and was never flushed. */
    public void write(BinaryWriter out) {
        openPage.write(out);
    }

    /** The newest entry, null if there is none. */
    public Interaction newest() {
        return newest;
    }

    /** Replaces the newest entry by another of the same key. */
    public void changeNewest(Interaction entry) {
        newest = entry;
    }

    /** How many interactions the open page has. */
    public int openCount() {
        return openPage.count();
    }

    /** Whether there is more than the open page, or was. */
    public boolean hasPages() {
        return hasDirectory || directoryChanged;
    }

    /**
     * Appends {@code entry}, which must follow all others.
     *
     * @param pinnedFrom interactions from this time on stay beyond the bound, up to the cap
     */
    public void append(Interaction entry, long pinnedFrom) {
        if (newest != null) {
            openPage.add(newest);
            if (openPage.count() >= Page.SIZE) {
                seal(openPage.entries(), pinnedFrom);
            }
        }
        newest = entry;
    }

    /**
     * Enters {@code entry} at its place, or in the place of the one with its key.
     *
     * @param pinnedFrom as in {@link #append}
     */
    public void put(Interaction entry, long pinnedFrom) {
        edit(entry.key(), pinnedFrom, run -> {
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
     * @param pinnedFrom as in {@link #append}
     */
    public void remove(EntryKey key, long pinnedFrom) {
        edit(key, pinnedFrom, run -> run.removeIf(entry -> entry.key().equals(key)));
    }

    /** Whether what has this time is older than all that is kept, and younger has been dropped. */
    public boolean isBeyond(long time) {
        return time <= directory().droppedUntil();
    }

    /** The entry with this key, null if it is not kept. */
    public Interaction get(EntryKey key) {
        Interaction last = last(entry -> entry.key().compareTo(key) <= 0, key);
        return last != null && last.key().equals(key) ? last : null;
    }

    /** The last entry in front of this key, null if there is none. */
    public Interaction before(EntryKey key) {
        return last(entry -> entry.key().compareTo(key) < 0, key);
    }

    /** The first entry behind this key, null if there is none. */
    public Interaction after(EntryKey key) {
        List<Interaction> open = open();
        List<Sealed> sealed = directory().pages();
        if (!sealed.isEmpty() && open.get(0).key().compareTo(key) > 0) {
            int index = directory().indexFor(key);
            List<Interaction> run = pages.get(sealed.get(index).number());
            int at = indexAfter(run, key);
            if (at < run.size()) {
                return run.get(at);
            }
            return index + 1 < sealed.size()
                    ? pages.get(sealed.get(index + 1).number()).get(0)
                    : open.get(0);
        }
        int at = indexAfter(open, key);
        return at < open.size() ? open.get(at) : null;
    }

    /** The run of at most {@code most} interactions that ends at {@code last}; null if that is not kept any more. */
    public Slice endingAt(EntryKey last, int most) {
        List<Interaction> open = open();
        List<Sealed> sealed = directory().pages();
        int page = sealed.size();
        List<Interaction> run = open;
        int at = Slice.indexOf(run, last);
        if (at < 0 && page > 0) {
            page = directory().indexFor(last);
            run = pages.get(sealed.get(page).number());
            at = Slice.indexOf(run, last);
        }
        if (at < 0) {
            return null;
        }
        OptionalLong next = OptionalLong.empty();
        if (at + 1 < run.size()) {
            next = OptionalLong.of(run.get(at + 1).time());
        } else if (page + 1 < sealed.size()) {
            next = OptionalLong.of(sealed.get(page + 1).first().time());
        } else if (page < sealed.size()) {
            next = OptionalLong.of(open.get(0).time());
        }
        run = run.subList(0, at + 1);
        while (run.size() < most && page > 0) {
            List<Interaction> longer =
                    new ArrayList<>(pages.get(sealed.get(--page).number()));
            longer.addAll(run);
            run = longer;
        }
        int from = Math.max(0, run.size() - most);
        return new Slice(List.copyOf(run.subList(from, run.size())), from == 0 && page == 0, next);
    }

    /** Takes over an open page that an earlier program kept in the form of a sealed one. */
    public void takeOver(byte[] page) {
        openPage.set(Page.decode(page));
    }

    /** Removes all entries; returns how many there were. */
    public int clear() {
        int interactions = directory().interactions() + openPage.count() + (newest == null ? 0 : 1);
        directory().pages().forEach(page -> pages.remove(page.number()));
        if (hasDirectory) {
            store.directory().clear();
            hasDirectory = false;
        }
        directory = new Directory();
        directoryChanged = false;
        openPage.set(List.of());
        newest = null;
        return interactions;
    }

    /** Writes back what has changed, but for the newest entry and the length of the open page, which the caller keeps. */
    public void flush() {
        openPage.flush();
        if (directoryChanged) {
            store.directory().set(directory.encode());
            directoryChanged = false;
            hasDirectory = true;
        }
    }

    /** How many interactions are in the heap. */
    public int weight() {
        return openPage.weight() + pages.weight() + 1;
    }

    private Directory directory() {
        if (directory == null) {
            directory = hasDirectory ? Directory.decode(store.directory().get()) : new Directory();
        }
        return directory;
    }

    /** Makes a page of what the open one held or would have held. */
    private void seal(List<Interaction> content, long pinnedFrom) {
        openPage.set(List.of());
        directory().pages().add(write(directory.unusedNumber(), content));
        trim(pinnedFrom);
    }

    private void edit(EntryKey key, long pinnedFrom, Consumer<List<Interaction>> change) {
        List<Interaction> open = open();
        if (!directory().pages().isEmpty() && open.get(0).key().compareTo(key) > 0) {
            editSealed(key, change);
            trim(pinnedFrom);
            return;
        }
        change.accept(open);
        if (open.isEmpty()) {
            open = unseal();
        }
        newest = open.remove(open.size() - 1);
        if (open.size() < Page.SIZE) {
            openPage.set(open);
        } else {
            seal(open, pinnedFrom);
        }
    }

    private void editSealed(EntryKey key, Consumer<List<Interaction>> change) {
        directoryChanged = true;
        int index = directory.indexFor(key);
        List<Sealed> sealed = directory.pages();
        List<Interaction> content = new ArrayList<>(pages.get(sealed.get(index).number()));
        change.accept(content);
        if (content.isEmpty()) {
            pages.remove(sealed.remove(index).number());
            return;
        }
        if (content.size() > Page.LIMIT) {
            int half = content.size() / 2;
            sealed.add(index + 1, write(directory.unusedNumber(), content.subList(half, content.size())));
            content = content.subList(0, half);
        }
        sealed.set(index, write(sealed.get(index).number(), content));
    }

    /** Makes the last page the open one again. */
    private List<Interaction> unseal() {
        directoryChanged = true;
        Sealed last = directory.pages().remove(directory.pages().size() - 1);
        List<Interaction> content = new ArrayList<>(pages.get(last.number()));
        pages.remove(last.number());
        return content;
    }

    /** The last entry for which {@code condition} holds, which does up to {@code key}. */
    private Interaction last(Predicate<Interaction> condition, EntryKey key) {
        List<Interaction> run = open();
        int page = directory().pages().size();
        if (page > 0 && !condition.test(run.get(0))) {
            page = directory.indexFor(key);
            run = pages.get(directory.pages().get(page).number());
        }
        while (!condition.test(run.get(0))) {
            if (page == 0) {
                return null;
            }
            run = pages.get(directory.pages().get(--page).number());
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

    private void trim(long pinnedFrom) {
        directoryChanged = true;
        int kept = directory.interactions();
        List<Sealed> sealed = directory.pages();
        while (!sealed.isEmpty()) {
            Sealed oldest = sealed.get(0);
            int without = kept - oldest.count();
            boolean pinned = oldest.lastTime() >= pinnedFrom && without < retention.interactionsCap();
            if (without < retention.interactions() || pinned) {
                return;
            }
            pages.remove(directory.drop().number());
            kept = without;
        }
    }

    private List<Interaction> open() {
        List<Interaction> open = openPage.entries();
        open.add(newest);
        return open;
    }

    private Sealed write(long number, List<Interaction> content) {
        pages.put(number, content);
        return Sealed.of(number, content);
    }
}
