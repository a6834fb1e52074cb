package io.millrace.sequence.history;

import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.store.UserStore;
import java.util.List;
import java.util.function.Consumer;

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
    private final OpenPage openPage;
    private final SealedPages sealed;
    private Interaction newest;

    /**
     * @param newest the newest entry, null if there is none
     * @param openCount interactions in the open page as it is stored
     * @param hasPages whether there is a directory in the store
     */
    public UserHistory(UserStore store, Retention retention, Interaction newest, int openCount, boolean hasPages) {
        this.newest = newest;
        this.openPage = new OpenPage(store.openPage(), openCount);
        this.sealed = new SealedPages(store, retention, hasPages);
    }

    /**
     * Takes in what {@link #write} has written.
     *
     * @param hasPages as {@link #hasPages} had it then
     */
    public void read(BinaryReader in, boolean hasPages) {
        openPage.read(in);
        if (hasPages) {
            sealed.read(in);
        }
    }

    /** Writes all but the newest entry and the pages: of a history that was never flushed. */
    public void write(BinaryWriter out) {
        openPage.write(out);
        if (hasPages()) {
            sealed.write(out);
        }
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
        return sealed.everWere();
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
            int at = Runs.indexAfter(run, entry.key());
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
        return time <= sealed.droppedUntil();
    }

    /** The entry with this key, null if it is not kept. */
    public Interaction get(EntryKey key) {
        return runs().get(key);
    }

    /** The last entry in front of this key, null if there is none. */
    public Interaction before(EntryKey key) {
        return runs().before(key);
    }

    /** The first entry behind this key, null if there is none. */
    public Interaction after(EntryKey key) {
        return runs().after(key);
    }

    /** The run of at most {@code most} interactions that ends at {@code last}; null if that is not kept any more. */
    public Slice endingAt(EntryKey last, int most) {
        return runs().endingAt(last, most);
    }

    private Runs runs() {
        return new Runs(sealed, open());
    }

    /** Takes over an open page that an earlier program kept in the form of a sealed one. */
    public void takeOver(byte[] page) {
        openPage.set(Page.decode(page));
    }

    /** Removes all entries; returns how many there were. */
    public int clear() {
        int interactions = sealed.interactions() + openPage.count() + (newest == null ? 0 : 1);
        sealed.clear();
        openPage.set(List.of());
        newest = null;
        return interactions;
    }

    /** Writes back what has changed, but for the newest entry and the length of the open page, which the caller keeps. */
    public void flush() {
        openPage.flush();
        sealed.flush();
    }

    /** How many interactions are in the heap. */
    public int weight() {
        return openPage.weight() + sealed.weight() + 1;
    }

    /** Makes a page of what the open one held or would have held. */
    private void seal(List<Interaction> content, long pinnedFrom) {
        openPage.set(List.of());
        sealed.add(content, pinnedFrom);
    }

    private void edit(EntryKey key, long pinnedFrom, Consumer<List<Interaction>> change) {
        List<Interaction> open = open();
        if (new Runs(sealed, open).isSealed(key)) {
            sealed.edit(key, pinnedFrom, change);
            return;
        }
        change.accept(open);
        if (open.isEmpty()) {
            open = sealed.removeLast();
        }
        newest = open.remove(open.size() - 1);
        if (open.size() < Page.SIZE) {
            openPage.set(open);
        } else {
            seal(open, pinnedFrom);
        }
    }

    private List<Interaction> open() {
        List<Interaction> open = openPage.entries();
        open.add(newest);
        return open;
    }
}
