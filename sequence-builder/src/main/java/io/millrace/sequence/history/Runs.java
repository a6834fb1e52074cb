package io.millrace.sequence.history;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;

/**
 * Looks for entries in a history.
 *
 * @param sealed the older entries
 * @param open those behind them, at least one
 */
record Runs(SealedPages sealed, List<Interaction> open) {
    /** Whether a key lies or would lie in a sealed page. */
    boolean isSealed(EntryKey key) {
        return sealed.count() > 0 && open.get(0).key().compareTo(key) > 0;
    }

    /** The entry with this key, null if it is not kept. */
    Interaction get(EntryKey key) {
        Interaction last = last(entry -> entry.key().compareTo(key) <= 0, key);
        return last != null && last.key().equals(key) ? last : null;
    }

    /** The last entry in front of this key, null if there is none. */
    Interaction before(EntryKey key) {
        return last(entry -> entry.key().compareTo(key) < 0, key);
    }

    /** The first entry behind this key, null if there is none. */
    Interaction after(EntryKey key) {
        if (isSealed(key)) {
            int page = sealed.indexFor(key);
            List<Interaction> run = sealed.get(page);
            int at = indexAfter(run, key);
            if (at < run.size()) {
                return run.get(at);
            }
            return page + 1 < sealed.count() ? sealed.get(page + 1).get(0) : open.get(0);
        }
        int at = indexAfter(open, key);
        return at < open.size() ? open.get(at) : null;
    }

    /** The run of at most {@code most} interactions that ends at {@code last}; null if that is not kept any more. */
    Slice endingAt(EntryKey last, int most) {
        int page = sealed.count();
        List<Interaction> run = open;
        int at = Slice.indexOf(run, last);
        if (at < 0 && page > 0) {
            page = sealed.indexFor(last);
            run = sealed.get(page);
            at = Slice.indexOf(run, last);
        }
        if (at < 0) {
            return null;
        }
        OptionalLong next = OptionalLong.empty();
        if (at + 1 < run.size()) {
            next = OptionalLong.of(run.get(at + 1).time());
        } else if (page < sealed.count()) {
            boolean isLast = page + 1 == sealed.count();
            next = OptionalLong.of(isLast ? open.get(0).time() : sealed.firstTime(page + 1));
        }
        run = run.subList(0, at + 1);
        while (run.size() < most && page > 0) {
            List<Interaction> longer = new ArrayList<>(sealed.get(--page));
            longer.addAll(run);
            run = longer;
        }
        int from = Math.max(0, run.size() - most);
        return new Slice(List.copyOf(run.subList(from, run.size())), from == 0 && page == 0, next);
    }

    /** The last entry for which {@code condition} holds, which does up to {@code key}. */
    private Interaction last(Predicate<Interaction> condition, EntryKey key) {
        List<Interaction> run = open;
        int page = sealed.count();
        if (page > 0 && !condition.test(run.get(0))) {
            page = sealed.indexFor(key);
            run = sealed.get(page);
        }
        while (!condition.test(run.get(0))) {
            if (page == 0) {
                return null;
            }
            run = sealed.get(--page);
        }
        int at = run.size() - 1;
        while (!condition.test(run.get(at))) {
            at--;
        }
        return run.get(at);
    }

    /** How many entries of a run have this key or one before it. */
    static int indexAfter(List<Interaction> run, EntryKey key) {
        int at = run.size();
        while (at > 0 && run.get(at - 1).key().compareTo(key) > 0) {
            at--;
        }
        return at;
    }
}
