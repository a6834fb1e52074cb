package io.millrace.sequence.timeline;

import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.history.EntryKey;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.Action;
import io.millrace.sequence.intake.AcceptedEvent.Impression;
import io.millrace.sequence.join.Attribution;
import io.millrace.sequence.join.Attribution.Attributed;
import io.millrace.sequence.join.Exposure;
import io.millrace.sequence.join.ItemAction;
import io.millrace.sequence.label.LabelKind;
import io.millrace.sequence.label.Mark;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What an impression or an action does that comes after younger events: the series, the exposures and the labels become what
 * they would be had all come in order, but for labels that have been learnt from. Those stay, and are counted.
 */
final class LateEffects {
    private final EventEffects effects;
    private final User user;
    private final AcceptedEvent event;
    private final long item;
    private final OpenItem open;
    private final Attribution then;
    private final SeriesRevision series;

    LateEffects(EventEffects effects, User user, AcceptedEvent event, long item) {
        this.effects = effects;
        this.user = user;
        this.event = event;
        this.item = item;
        this.open = effects.means().open(user, item, event.time());
        this.then = open.attribution();
        this.series = effects.revision(
                user, other -> other == item ? then : effects.means().attribution(user, other));
    }

    /** Returns false, and changes nothing, if the event had come before. */
    boolean show(Impression impression) {
        if (isKnown(new EntryKey(event.time(), false, event.id()))) {
            open.leave();
            return false;
        }
        List<Exposure> absorbed = open.add(Exposure.of(event.id(), event.time(), false, event.arrival()));
        series.insert(Interaction.shown(event.id(), item, event.time(), impression.features()));
        revise(absorbed);
        return true;
    }

    /** Returns false, and changes nothing, if the event had come before. */
    boolean act(Action action) {
        ItemAction late = EventEffects.itemAction(event, action);
        if (isKnown(late.key())) {
            open.leave();
            return false;
        }
        List<Exposure> absorbed = open.add(late);
        series.enter(item, late, open.attribution().joinedBy(late));
        revise(absorbed);
        return true;
    }

    private boolean isKnown(EntryKey key) {
        return open.has(event.id()) || series.get(key) != null;
    }

    private void revise(List<Exposure> absorbed) {
        Attribution now = open.attribution();
        absorbed.forEach(series::dissolve);
        for (ItemAction action : now.actions()) {
            Exposure exposure = now.joinedBy(action);
            if (action.id() != event.id() && id(then.joinedBy(action)) != id(exposure)) {
                series.move(action, exposure);
            }
        }
        reviseLabels(now);
        reviseRetrieval();
        open.close();
    }

    /** A positive action on an item. */
    private record Positive(long item, long time) {}

    private static long id(Exposure exposure) {
        return exposure == null ? 0 : exposure.id();
    }

    /**
     * Takes back the labels of exposures that should be others. What has been learnt from an exposure that turned out to be
     * none counts for the one that its action belongs to: it is not learnt again.
     */
    private void reviseLabels(Attribution now) {
        for (Attributed before : then.exposures()) {
            long id = before.exposure().id();
            Attributed after = now.owner(id);
            if (after == null) {
                continue;
            }
            long owner = after.exposure().id();
            effects.means().policy().compare(before, after, (task, given, otherLabel) -> {
                if (takeBack(given.entry(), given.task(), given.kind()) != null) {
                    open.unsettle(id, task, given.kind());
                    return;
                }
                effects.means().counts().add(Count.LABELS_OVERTAKEN, otherLabel ? 1 : 0);
                if (owner != id) {
                    open.settle(owner, task, given.kind());
                }
            });
        }
    }

    /** Lets the entries that were changed have the labels of the retrieval task that they should. */
    private void reviseRetrieval() {
        Set<Positive> learnt = new HashSet<>();
        List<Interaction> positives = new ArrayList<>();
        long arrival = event.arrival();
        for (Map.Entry<EntryKey, Interaction> changed : series.originals().entrySet()) {
            OptionalLong before = effects.positiveTime(changed.getValue());
            Interaction entry = series.get(changed.getKey());
            OptionalLong after = effects.positiveTime(entry);
            if (before.equals(after)) {
                continue;
            }
            Mark pending = before.isEmpty()
                    ? null
                    : takeBack(changed.getKey(), SequenceConfig.Task.RETRIEVAL, LabelKind.FINAL);
            boolean isLearnt = before.isPresent() && pending == null;
            if (isLearnt && after.isEmpty()) {
                learnt.add(new Positive(changed.getValue().item(), before.getAsLong()));
                effects.means().counts().add(Count.LABELS_OVERTAKEN, 1);
            } else if (!isLearnt && after.isPresent()) {
                positives.add(entry);
            }
            arrival = pending == null ? arrival : Math.max(arrival, pending.arrival());
        }
        for (Interaction entry : positives) {
            long time = effects.positiveTime(entry).getAsLong();
            // What has been learnt in another entry's place is not learnt again.
            if (!learnt.contains(new Positive(entry.item(), time))) {
                effects.means().give(user, Mark.retrieval(entry.key(), time, arrival));
            }
        }
    }

    /** Takes back a label that has not been learnt from; returns it, or null if there is none. */
    private Mark takeBack(EntryKey entry, String task, LabelKind kind) {
        for (Mark mark : user.header.marks) {
            if (mark.entry().equals(entry) && mark.task().equals(task) && mark.kind() == kind) {
                user.header.marks.remove(mark);
                effects.means().counts().add(Count.MARKS_MADE, -1);
                effects.means().counts().add(Count.MARKS_PENDING, -1);
                return mark;
            }
        }
        return null;
    }
}
