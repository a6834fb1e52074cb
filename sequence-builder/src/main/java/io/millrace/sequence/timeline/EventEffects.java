package io.millrace.sequence.timeline;

import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.accounting.Counts;
import io.millrace.sequence.attribute.UserFacts;
import io.millrace.sequence.history.EntryKey;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.history.Interaction.Deed;
import io.millrace.sequence.history.UserHistory;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.Action;
import io.millrace.sequence.intake.AcceptedEvent.AttributeChange;
import io.millrace.sequence.intake.AcceptedEvent.Impression;
import io.millrace.sequence.join.Attribution;
import io.millrace.sequence.join.Exposure;
import io.millrace.sequence.join.ItemAction;
import io.millrace.sequence.label.LabelPolicy;
import io.millrace.sequence.label.Mark;
import io.millrace.sequence.store.UserStore;
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
    private final UserStore store;
    private final Counts counts;
    private final UserHistory history;
    private final OpenItem.Means means;
    private final LongSet positive;
    private final long pinning;
    private final int attributes;

    EventEffects(SequenceConfig config, UserStore store, UserHistory history, Counts counts) {
        this.store = store;
        this.history = history;
        this.counts = counts;
        LabelPolicy policy = new LabelPolicy(config.labels());
        Attribution.Rules rules = new Attribution.Rules(
                LabelPolicy.hashes(config.actions().exposing()),
                LabelPolicy.hashes(config.actions().clicks()),
                config.labels().attributionWindow().toMillis());
        this.means = new OpenItem.Means(rules, policy, store, counts);
        this.positive = LabelPolicy.hashes(config.actions().positive());
        this.pinning = policy.longest() + config.emission().within().toMillis();
        this.attributes = config.retention().attributes();
    }

    OpenItem.Means means() {
        return means;
    }

    /** The series, to be changed by a late event. */
    SeriesRevision revision(Header header, LongFunction<Attribution> attributions) {
        return new SeriesRevision(header, history, header.lastEvent - pinning, attributions);
    }

    /** Lets an event take effect in order, or as the first. */
    void apply(Header header, AcceptedEvent event) {
        header.lastEvent = Math.max(header.lastEvent, event.time());
        if (event.payload() instanceof Impression impression) {
            show(header, event, impression);
        } else if (event.payload() instanceof Action action) {
            act(header, event, action);
        } else if (event.payload() instanceof AttributeChange change) {
            change(header, event, change);
        }
    }

    /** Lets an event take effect that comes after its time; returns false if it turns out to have come before. */
    boolean applyLate(Header header, AcceptedEvent event) {
        header.lastEvent = Math.max(header.lastEvent, event.time());
        if (event.payload() instanceof Impression impression) {
            return new LateEffects(this, header, event, impression.item()).show(impression);
        }
        if (event.payload() instanceof Action action) {
            return new LateEffects(this, header, event, action.item()).act(action);
        }
        change(header, event, (AttributeChange) event.payload());
        return true;
    }

    /** Gives the labels of an item that are known at {@code now}, and lets go of what can be. */
    void look(Header header, long item, long now) {
        means.lookAt(item, now).close(mark -> add(header, mark));
    }

    private void show(Header header, AcceptedEvent event, Impression impression) {
        append(header, Interaction.shown(event.id(), impression.item(), event.time(), impression.features()));
        OpenItem open = means.open(impression.item(), event.time());
        open.add(Exposure.of(event.id(), event.time(), false, event.arrival()));
        open.close(mark -> add(header, mark));
    }

    private void act(Header header, AcceptedEvent event, Action action) {
        ItemAction newest = itemAction(event, action);
        OpenItem open = means.open(action.item(), event.time());
        open.add(newest);
        enter(header, action.item(), newest, open.attribution().joinedBy(newest));
        open.close(mark -> add(header, mark));
    }

    static ItemAction itemAction(AcceptedEvent event, Action action) {
        return new ItemAction(
                event.id(), action.type(), action.impression(), event.time(), event.arrival(), action.features());
    }

    /** Writes an action into the history. */
    private void enter(Header header, long item, ItemAction action, Exposure exposure) {
        boolean stands = SeriesRevision.stands(action, header.newest, exposure);
        Interaction before = stands ? header.newest : null;
        if (stands) {
            header.newest = before.with(new Deed(action.type(), action.time()));
        } else {
            append(header, SeriesRevision.entry(SeriesRevision.kind(action, exposure), item, action));
        }
        if (positiveTime(before).isEmpty() && positiveTime(header.newest).isPresent()) {
            long arrival = stands ? Math.max(exposure.arrival(), action.arrival()) : action.arrival();
            EntryKey key = header.newest.key();
            add(header, Mark.retrieval(key, action.time(), arrival));
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

    private void change(Header header, AcceptedEvent event, AttributeChange change) {
        UserFacts facts = new UserFacts(store.facts().get(), attributes);
        if (facts.apply(change, event.time(), header.lastEvent - pinning)) {
            store.facts().set(facts.encode());
        } else {
            counts.add(Count.FACTS_REFUSED, 1);
        }
    }

    private void append(Header header, Interaction entry) {
        header.newest = history.append(header.newest, entry, header.lastEvent - pinning);
    }

    void add(Header header, Mark mark) {
        counts.add(Count.MARKS_MADE, 1);
        counts.add(Count.MARKS_PENDING, 1);
        header.marks.add(mark);
    }
}
