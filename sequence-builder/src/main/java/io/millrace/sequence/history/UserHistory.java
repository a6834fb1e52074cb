package io.millrace.sequence.history;

import io.millrace.sequence.SequenceConfig.Retention;
import io.millrace.sequence.history.Directory.Sealed;
import io.millrace.sequence.store.UserStore;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A user's series of interactions: sealed pages, one open page (the tail), and the newest entry, which the caller keeps
 * because it alone may still change.
 *
 * <p>Invariant, over the whole series: keys ascend, and nothing was done with an entry after the time of the next one.
 * So whatever prefix a model is shown had happened before what follows. An entry that is younger than all costs the
 * rewrite of the tail; one that comes late costs the rewrite of the page it falls in.
 */
public final class UserHistory {
    private final UserStore store;
    private final Retention retention;

    public UserHistory(UserStore store, Retention retention) {
        this.store = store;
        this.retention = retention;
    }

    /**
     * Enters {@code entry} at its own time.
     *
     * @param newest the newest entry, null if there is none
     * @param pinnedFrom interactions from this time on stay beyond the bound, up to the cap
     * @return the newest entry afterwards
     */
    public Interaction add(Interaction newest, Interaction entry, long pinnedFrom) {
        if (newest == null) {
            return entry;
        }
        boolean follows = entry.key().compareTo(newest.key()) > 0 && entry.time() >= newest.actionTime();
        if (!follows) {
            return insert(newest, entry, pinnedFrom);
        }
        append(newest, pinnedFrom);
        return entry;
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

    private Interaction insert(Interaction newest, Interaction entry, long pinnedFrom) {
        List<Interaction> open = open(newest);
        Directory directory = Directory.decode(store.directory().get());
        boolean inOpen = open.get(0).key().compareTo(entry.key()) <= 0;
        if (inOpen || directory.pages().isEmpty()) {
            place(open, entry);
            Interaction last = open.remove(open.size() - 1);
            if (open.size() < Page.SIZE) {
                store.tail().set(Page.encode(open));
            } else {
                seal(open, pinnedFrom);
            }
            return last;
        }
        insertIntoSealed(directory, entry);
        trim(directory, pinnedFrom);
        store.directory().set(directory.encode());
        return newest;
    }

    private void insertIntoSealed(Directory directory, Interaction entry) {
        int index = directory.indexFor(entry.key());
        List<Sealed> pages = directory.pages();
        List<Interaction> content = read(pages.get(index));
        place(content, entry);
        if (content.size() > Page.LIMIT) {
            int half = content.size() / 2;
            pages.add(index + 1, write(directory.unusedNumber(), content.subList(half, content.size())));
            content = content.subList(0, half);
        }
        pages.set(index, write(pages.get(index).number(), content));
    }

    /** What was done with the entry before after {@code entry}'s time moves behind it, as if all had come in order. */
    private static void place(List<Interaction> run, Interaction entry) {
        int at = run.size();
        while (at > 0 && run.get(at - 1).key().compareTo(entry.key()) > 0) {
            at--;
        }
        run.add(at, entry);
        if (at == 0 || run.get(at - 1).actionTime() <= entry.time()) {
            return;
        }
        Interaction before = run.get(at - 1);
        run.set(at - 1, before.asOf(entry.time()));
        before.echoesAfter(entry.time()).forEach(echo -> place(run, echo));
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
