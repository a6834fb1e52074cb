package io.millrace.sequence.timeline;

import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.accounting.Counts;
import io.millrace.sequence.attribute.UserFacts;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.history.Interaction.Deed;
import io.millrace.sequence.history.Interaction.Kind;
import io.millrace.sequence.history.UserHistory;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.Action;
import io.millrace.sequence.intake.AcceptedEvent.AttributeChange;
import io.millrace.sequence.intake.AcceptedEvent.Impression;
import io.millrace.sequence.join.Exposure;
import io.millrace.sequence.join.ItemExposures;
import io.millrace.sequence.label.Mark;
import io.millrace.sequence.label.WaitPolicy;
import io.millrace.sequence.store.UserStore;
import it.unimi.dsi.fastutil.longs.LongSet;

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
    private final WaitPolicy policy;
    private final LongSet exposing;
    private final LongSet positive;
    private final long attributionWindow;
    private final long pinning;
    private final int attributes;

    EventEffects(SequenceConfig config, UserStore store, UserHistory history, Counts counts) {
        this.store = store;
        this.history = history;
        this.counts = counts;
        this.policy = new WaitPolicy(config.labels(), config.actions());
        this.exposing = WaitPolicy.hashes(config.actions().exposing());
        this.positive = WaitPolicy.hashes(config.actions().positive());
        this.attributionWindow = config.labels().attributionWindow().toMillis();
        this.pinning = policy.longest() + config.emission().within().toMillis();
        this.attributes = config.retention().attributes();
    }

    void apply(Header header, AcceptedEvent event) {
        counts.add(Count.KEPT, 1);
        header.lastEvent = Math.max(header.lastEvent, event.time());
        if (event.payload() instanceof Impression impression) {
            show(header, event, impression);
        } else if (event.payload() instanceof Action action) {
            act(header, event, action);
        } else if (event.payload() instanceof AttributeChange change) {
            change(header, event, change);
        }
    }

    /** Gives the labels of an exposure's windows that are closed at {@code now}, and lets go of it when all are. */
    void look(Header header, Task.Look look, long now) {
        ItemExposures exposures = load(look.item());
        Exposure exposure = exposures.get(look.exposure());
        if (exposure == null) {
            return;
        }
        exposure = policy.settle(exposure, now, mark -> add(header, mark));
        if (policy.ends(exposure) <= now) {
            exposures.remove(exposure.id());
        } else {
            exposures.replace(exposure);
            lookAgain(look.item(), exposure, now);
        }
        save(look.item(), exposures);
    }

    private void show(Header header, AcceptedEvent event, Impression impression) {
        append(header, Interaction.shown(event.id(), impression.item(), event.time(), impression.features()));
        ItemExposures exposures = load(impression.item());
        expose(impression.item(), exposures, Exposure.of(event.id(), event.time(), false, event.arrival()));
        save(impression.item(), exposures);
    }

    private void act(Header header, AcceptedEvent event, Action action) {
        ItemExposures exposures = load(action.item());
        Exposure exposure = exposures.joinedBy(action.impression(), event.time());
        boolean implied = exposure == null && exposing.contains(action.type());
        if (implied) {
            exposure = Exposure.of(event.id(), event.time(), true, event.arrival());
            expose(action.item(), exposures, exposure);
        }
        if (exposure == null || !policy.isClick(action.type())) {
            Exposure converted = exposures.convertedBy(action.impression(), event.time());
            if (converted != null) {
                exposures.replace(policy.converted(converted, action.type(), event.arrival()));
                exposure = exposure == null ? null : exposures.get(exposure.id());
            }
        }
        enter(header, event, action, exposure);
        if (exposure != null) {
            exposures.replace(
                    policy.joined(exposure, action.type(), event.time(), event.arrival(), mark -> add(header, mark)));
        }
        if (!exposures.isEmpty()) {
            save(action.item(), exposures);
        }
    }

    /** Writes an action into the history. */
    private void enter(Header header, AcceptedEvent event, Action action, Exposure exposure) {
        Deed deed = new Deed(action.type(), event.time());
        Interaction newest = header.newest;
        boolean joins =
                exposure != null && newest != null && newest.id() == exposure.id() && newest.accepts(action.type());
        Interaction before = joins ? newest : null;
        Interaction after;
        if (joins) {
            after = newest.with(deed);
            header.newest = after;
        } else {
            Kind kind = exposure != null && exposure.id() == event.id() ? Kind.IMPLIED : Kind.ECHO;
            after = Interaction.acted(kind, event.id(), action.item(), deed, action.features());
            append(header, after);
        }
        if (positive.contains(action.type()) && !isPositive(before)) {
            long arrival = joins ? Math.max(exposure.arrival(), event.arrival()) : event.arrival();
            add(header, new Mark(after.key(), SequenceConfig.Task.RETRIEVAL, 1, 1, event.time(), arrival));
        }
    }

    private boolean isPositive(Interaction interaction) {
        return interaction != null && interaction.deeds().stream().anyMatch(deed -> positive.contains(deed.type()));
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
        header.newest = history.add(header.newest, entry, header.lastEvent - pinning);
    }

    private void expose(long item, ItemExposures exposures, Exposure exposure) {
        counts.add(Count.EXPOSURES, 1);
        counts.add(Count.EXPOSURES_EVICTED, exposures.add(exposure));
        lookAgain(item, exposure, exposure.time());
    }

    private void lookAgain(long item, Exposure exposure, long now) {
        store.agenda().add(policy.nextLook(exposure, now), Task.encode(new Task.Look(item, exposure.id())));
    }

    private void add(Header header, Mark mark) {
        counts.add(Count.MARKS_MADE, 1);
        counts.add(Count.MARKS_PENDING, 1);
        header.marks.add(mark);
    }

    private ItemExposures load(long item) {
        return new ItemExposures(store.exposures().get(item), attributionWindow);
    }

    private void save(long item, ItemExposures exposures) {
        if (exposures.isEmpty()) {
            store.exposures().remove(item);
        } else {
            store.exposures().put(item, exposures.encode());
        }
    }
}
