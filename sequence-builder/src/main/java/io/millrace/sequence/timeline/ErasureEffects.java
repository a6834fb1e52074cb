package io.millrace.sequence.timeline;

import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.accounting.Counts;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.Erasure;
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
    private final Counts counts;
    private final Consumer<Removal> removals;

    ErasureEffects(Counts counts, Consumer<Removal> removals) {
        this.counts = counts;
        this.removals = removals;
    }

    /** Whether an event belongs to what was removed before it came. An erasure never does: it wants an answer. */
    boolean isErased(User user, AcceptedEvent event) {
        return event.time() <= user.header.erasedUntil && !(event.payload() instanceof Erasure);
    }

    /**
     * Lets an erasure take effect; one of a time that is erased already finds nothing.
     *
     * @param passed the time that has passed: no example is younger, but for the user's own events
     */
    void apply(User user, AcceptedEvent erasure, long passed) {
        counts.add(Count.ERASURES, 1);
        if (erasure.time() <= user.header.erasedUntil) {
            removals.accept(new Removal(erasure, erasure.time(), 0, 0, 0));
            return;
        }
        long effectiveTime = Math.max(erasure.time(), Math.max(passed, user.header.lastEvent));
        removals.accept(
                new Removal(erasure, effectiveTime, user.history.clear(), removeExposures(user), removeMarks(user)));
        user.removeFacts();
        user.header.newEvents = 0;
        user.header.lastEvent = Math.max(user.header.lastEvent, erasure.time());
        user.header.erasedUntil = erasure.time();
    }

    private int removeExposures(User user) {
        int open = user.removeItems();
        counts.add(Count.EXPOSURES_OPEN, -open);
        counts.add(Count.EXPOSURES_ERASED, open);
        return open;
    }

    private int removeMarks(User user) {
        int waiting = user.header.marks.size();
        user.header.marks.clear();
        counts.add(Count.MARKS_PENDING, -waiting);
        counts.add(Count.MARKS_ERASED, waiting);
        return waiting;
    }
}
