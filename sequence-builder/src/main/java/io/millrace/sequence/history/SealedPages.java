package io.millrace.sequence.history;

import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.history.Directory.Sealed;
import io.millrace.sequence.store.UserStore;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * The sealed pages of a history, numbered from the oldest, 0, and how many of them are kept. Pages are written at once, the
 * directory of them by {@link #flush}, or by {@link #write} into the value of one who has not spilt; it is read when it is
 * asked for.
 */
final class SealedPages {
    private final UserStore store;
    private final Retention retention;
    private final PageCache pages;
    private Directory directory;
    private boolean directoryChanged;
    /** Whether there is a directory in the store. */
    private boolean hasDirectory;
    /** The directory as it stands in a value; null if there is none there, or it has changed. */
    private byte[] packed;

    /** @param hasDirectory whether there is a directory in the store */
    SealedPages(UserStore store, Retention retention, boolean hasDirectory) {
        this.store = store;
        this.retention = retention;
        this.pages = new PageCache(store.pages());
        this.hasDirectory = hasDirectory;
    }

    private Directory directory() {
        if (directory == null) {
            byte[] stored = hasDirectory ? store.directory().get() : packed;
            directory = Directory.decode(stored);
        }
        return directory;
    }

    /** Takes in what {@link #write} has written. */
    void read(BinaryReader in) {
        packed = in.readBytes();
    }

    /** Writes the directory: of one of whom none is in the store. */
    void write(BinaryWriter out) {
        if (packed == null) {
            packed = directory().encode();
        }
        out.writeBytes(packed);
    }

    private List<Sealed> sealed() {
        return directory().pages();
    }

    /** Whether there are pages, or were since the last {@link #clear}. */
    boolean everWere() {
        return hasDirectory || directoryChanged || packed != null;
    }

    int count() {
        return sealed().size();
    }

    int interactions() {
        return directory().interactions();
    }

    /** Time of the youngest interaction that was dropped because there were too many, milliseconds; 0 if none was. */
    long droppedUntil() {
        return directory().droppedUntil();
    }

    /** The page in which a key lies or would lie; the first takes what is older than everything. There must be one. */
    int indexFor(EntryKey key) {
        return directory().indexFor(key);
    }

    /** The entries of a page; not to be changed. */
    List<Interaction> get(int index) {
        return pages.get(sealed().get(index).number());
    }

    /** Time of the first entry of a page, for which the page is not read. */
    long firstTime(int index) {
        return sealed().get(index).first().time();
    }

    /**
     * Makes a page behind all others.
     *
     * @param pinnedFrom interactions from this time on stay beyond the bound, up to the cap
     */
    void add(List<Interaction> content, long pinnedFrom) {
        sealed().add(write(directory.unusedNumber(), content));
        trim(pinnedFrom);
    }

    /**
     * Changes the page in which a key lies or would lie.
     *
     * @param pinnedFrom as in {@link #add}
     */
    void edit(EntryKey key, long pinnedFrom, Consumer<List<Interaction>> change) {
        int index = indexFor(key);
        List<Interaction> content = new ArrayList<>(get(index));
        change.accept(content);
        replace(index, content);
        trim(pinnedFrom);
    }

    private void replace(int index, List<Interaction> content) {
        List<Sealed> sealed = sealed();
        if (content.isEmpty()) {
            pages.remove(sealed.remove(index).number());
            return;
        }
        List<Interaction> first = content;
        if (content.size() > Page.LIMIT) {
            int half = content.size() / 2;
            sealed.add(index + 1, write(directory.unusedNumber(), content.subList(half, content.size())));
            first = content.subList(0, half);
        }
        sealed.set(index, write(sealed.get(index).number(), first));
    }

    /** Takes the last page out; returns its entries. */
    List<Interaction> removeLast() {
        changed();
        Sealed last = sealed().remove(count() - 1);
        List<Interaction> content = new ArrayList<>(pages.get(last.number()));
        pages.remove(last.number());
        return content;
    }

    private void trim(long pinnedFrom) {
        changed();
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

    private void changed() {
        directory = directory();
        directoryChanged = true;
        packed = null;
    }

    private Sealed write(long number, List<Interaction> content) {
        pages.put(number, content);
        return Sealed.of(number, content);
    }

    /** Removes all pages, and forgets that there were any. */
    void clear() {
        sealed().forEach(page -> pages.remove(page.number()));
        if (hasDirectory) {
            store.directory().clear();
            hasDirectory = false;
        }
        directory = new Directory();
        directoryChanged = false;
        packed = null;
    }

    void flush() {
        if (directoryChanged || packed != null) {
            store.directory().set(packed == null ? directory.encode() : packed);
            directoryChanged = false;
            packed = null;
            hasDirectory = true;
        }
    }

    /** How many interactions are in the heap. */
    int weight() {
        return pages.weight();
    }
}
