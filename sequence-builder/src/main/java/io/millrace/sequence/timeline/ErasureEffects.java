package io.millrace.sequence.timeline;

import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.accounting.Counts;
import io.millrace.sequence.history.UserHistory;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.Erasure;
import io.millrace.sequence.join.ItemExposures;
import io.millrace.sequence.store.UserStore;
import java.util.function.Consumer;

/**
 * What an erasure does to a user's state: nothing is left but the header, and of that what keeps the erasure in force, when
 * the user was last heard of, and the number of the next example.
 *
 * <p>In order, all that has taken effect is as old as the erasure or older. One that comes late removes what has taken effect
 * since, too: state does not tell which part of it the older events had. Events that wait for their time are younger than
 * any erasure that takes effect, and stay.
 *
 * <p>Ids of events stay for as long as a repetition is recognised: they are hashes, and say nothing of what happened. So do
 * looks at items, which find nothing.
 */
final class ErasureEffects {
    private final UserStore store;
    private final UserHistory history;
    private final Counts counts;
    private final Consumer<Removal> removals;

    ErasureEffects(UserStore store, UserHistory history, Counts counts, Consumer<Removal> removals) {
        this.store = store;
        this.history = history;
        this.counts = counts;
        this.removals = removals;
    }

    /** Whether an event belongs to what was removed before it came. An erasure never does: it wants an answer. */
    boolean isErased(Header header, AcceptedEvent event) {
        return event.time() <= header.erasedUntil && !(event.payload() instanceof Erasure);
    }

    /** Lets an erasure take effect; one of a time that is erased already finds nothing. */
    void apply(Header header, AcceptedEvent erasure) {
        counts.add(Count.ERASURES, 1);
        if (erasure.time() <= header.erasedUntil) {
            removals.accept(new Removal(erasure, 0, 0, 0));
            return;
        }
        removals.accept(new Removal(erasure, removeHistory(header), removeExposures(), removeMarks(header)));
        store.facts().clear();
        header.lastEvent = Math.max(header.lastEvent, erasure.time());
        header.erasedUntil = erasure.time();
    }

    private int removeHistory(Header header) {
        int entries = history.clear(header.newest);
        header.newest = null;
        return entries;
    }

    private int removeExposures() {
        int[] open = new int[1];
        store.exposures().removeIf((item, bytes) -> {
            open[0] += new ItemExposures(bytes).exposures().size();
            return true;
        });
        counts.add(Count.EXPOSURES_OPEN, -open[0]);
        counts.add(Count.EXPOSURES_ERASED, open[0]);
        return open[0];
    }

    private int removeMarks(Header header) {
        int waiting = header.marks.size();
        header.marks.clear();
        counts.add(Count.MARKS_PENDING, -waiting);
        counts.add(Count.MARKS_ERASED, waiting);
        return waiting;
    }
}
