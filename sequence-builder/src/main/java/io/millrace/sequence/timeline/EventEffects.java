package io.millrace.sequence.timeline;

import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.accounting.Counts;
import io.millrace.sequence.history.EntryKey;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.history.Interaction.Deed;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.Action;
import io.millrace.sequence.intake.AcceptedEvent.AttributeChange;
import io.millrace.sequence.intake.AcceptedEvent.Impression;
import io.millrace.sequence.join.Attribution;
import io.millrace.sequence.join.Exposure;
import io.millrace.sequence.join.ItemAction;
import io.millrace.sequence.label.LabelPolicy;
import io.millrace.sequence.label.Mark;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/**
 * What an event, or the closing of a window, does to a user's history, exposures and marks.
 *
 * <ul>
 *   <li>An impression appends an entry without actions.
 *   <li>An action on the exposure of the newest entry joins that entry.
 *   <li>An action on an older exposure, or on none, appends an entry of its own: an echo. Without an exposure and of an
 *       exposing type, that entry is its own exposure.
 *   <li>The first positive action of an entry makes it a positive of the retrieval task.
 * </ul>
 */
final class EventEffects {
    private final Counts counts;
    private final OpenItem.Means means;
    private final LongSet positive;
    private final long pinning;

    EventEffects(SequenceConfig config, Turns turns, Counts counts) {
        this.counts = counts;
        LabelPolicy policy = new LabelPolicy(config.labels());
        Attribution.Rules rules = new Attribution.Rules(
                LabelPolicy.hashes(config.actions().exposing()),
                LabelPolicy.hashes(config.actions().clicks()),
                config.labels().attributionWindow().toMillis());
        this.means = new OpenItem.Means(rules, policy, turns, counts);
        this.positive = LabelPolicy.hashes(config.actions().positive());
        this.pinning = policy.longest() + config.emission().within().toMillis();
    }

    OpenItem.Means means() {
        return means;
    }

    /** The series, to be changed by a late event. */
    SeriesRevision revision(User user, LongFunction<Attribution> attributions) {
        return new SeriesRevision(user.history, pinnedFrom(user), attributions);
    }

    /** From when on interactions are kept beyond the bound, because labels on them may still come. */
    private long pinnedFrom(User user) {
        return user.header.lastEvent - pinning;
    }

    /** Lets an event take effect in order, or as the first. */
    void apply(User user, AcceptedEvent event) {
        advance(user, event);
        count(user, event);
        if (event.payload() instanceof Impression impression) {
            show(user, event, impression);
        } else if (event.payload() instanceof Action action) {
            act(user, event, action);
        } else if (event.payload() instanceof AttributeChange change) {
            change(user, event, change);
        }
    }

    /** Lets an event take effect that comes after its time; returns false if it turns out to have come before. */
    boolean applyLate(User user, AcceptedEvent event) {
        advance(user, event);
        boolean isEntry = !(event.payload() instanceof AttributeChange);
        if (isEntry && user.history.isBeyond(event.time())) {
            counts.add(Count.TOO_OLD, 1);
            return true;
        }
        if (!enterLate(user, event)) {
            return false;
        }
        count(user, event);
        return true;
    }

    private boolean enterLate(User user, AcceptedEvent event) {
        if (event.payload() instanceof Impression impression) {
            return new LateEffects(this, user, event, impression.item()).show(impression);
        }
        if (event.payload() instanceof Action action) {
            return new LateEffects(this, user, event, action.item()).act(action);
        }
        change(user, event, (AttributeChange) event.payload());
        return true;
    }

    private static void advance(User user, AcceptedEvent event) {
        user.header.lastEvent = Math.max(user.header.lastEvent, event.time());
    }

    /** Counts what has taken effect towards the next example. */
    private static void count(User user, AcceptedEvent event) {
        user.header.newEvents += event.payload() instanceof AttributeChange ? 0 : 1;
    }

    /** Gives the labels of an item that are known at {@code now}, and lets go of what can be. */
    void look(User user, long item, long now) {
        means.lookAt(user, item, now).close();
    }

    private void show(User user, AcceptedEvent event, Impression impression) {
        append(user, Interaction.shown(event.id(), impression.item(), event.time(), impression.features()));
        OpenItem open = means.open(user, impression.item(), event.time());
        open.add(Exposure.of(event.id(), event.time(), false, event.arrival()));
        open.close();
    }

    private void act(User user, AcceptedEvent event, Action action) {
        ItemAction newest = itemAction(event, action);
        OpenItem open = means.open(user, action.item(), event.time());
        open.add(newest);
        enter(user, action.item(), newest, open.attribution().joinedBy(newest));
        open.close();
    }

    static ItemAction itemAction(AcceptedEvent event, Action action) {
        return new ItemAction(
                event.id(), action.type(), action.impression(), event.time(), event.arrival(), action.features());
    }

    /** Writes an action into the history. */
    private void enter(User user, long item, ItemAction action, Exposure exposure) {
        Interaction newest = user.history.newest();
        boolean stands = SeriesRevision.stands(action, newest, exposure);
        Interaction before = stands ? newest : null;
        if (stands) {
            user.history.changeNewest(before.with(new Deed(action.type(), action.time())));
        } else {
            append(user, SeriesRevision.entry(SeriesRevision.kind(action, exposure), item, action));
        }
        if (positiveTime(before).isEmpty()
                && positiveTime(user.history.newest()).isPresent()) {
            long arrival = stands ? Math.max(exposure.arrival(), action.arrival()) : action.arrival();
            EntryKey key = user.history.newest().key();
            means.give(user, Mark.retrieval(key, action.time(), arrival));
        }
    }

    /** When the first positive action was done with an entry, which may be null. */
    OptionalLong positiveTime(Interaction entry) {
        return entry == null
                ? OptionalLong.empty()
                : entry.deeds().stream()
                        .filter(deed -> positive.contains(deed.type()))
                        .mapToLong(Deed::time)
                        .min();
    }

    private void change(User user, AcceptedEvent event, AttributeChange change) {
        if (user.facts().apply(change, event.time(), pinnedFrom(user))) {
            user.factsChanged();
        } else {
            counts.add(Count.FACTS_REFUSED, 1);
        }
    }

    private void append(User user, Interaction entry) {
        user.history.append(entry, pinnedFrom(user));
    }
}
