package io.millrace.sequence.timeline;

import io.millrace.sequence.accounting.Count;
import io.millrace.sequence.accounting.Counts;
import io.millrace.sequence.join.Attribution;
import io.millrace.sequence.join.Attribution.Attributed;
import io.millrace.sequence.join.Exposure;
import io.millrace.sequence.join.ItemAction;
import io.millrace.sequence.join.ItemExposures;
import io.millrace.sequence.join.LabelsOut;
import io.millrace.sequence.label.LabelKind;
import io.millrace.sequence.label.LabelPolicy;
import io.millrace.sequence.label.Mark;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * An item of a user while something happens to it.
 *
 * <p>As long as anything is kept of an item, the agenda holds a look at it for the user's next turn at which a label is
 * known, or the next of the rare ones at which something can be let go of.
 */
final class OpenItem {
    private final Means means;
    private final User user;
    private final long item;
    private final long now;
    private final ItemExposures state;
    private final long lookAt;
    private Attribution attribution;

    /** What all items have in common. */
    record Means(Attribution.Rules rules, LabelPolicy policy, Turns turns, Counts counts) {
        /** An item of a user to which something happens at {@code now}. */
        OpenItem open(User user, long item, long now) {
            return new OpenItem(this, user, item, now, true);
        }

        /** An item of a user at which the agenda says to look {@code now}. */
        OpenItem lookAt(User user, long item, long now) {
            return new OpenItem(this, user, item, now, false);
        }

        /** Gives a user a label to wait for an example. */
        void give(User user, Mark mark) {
            counts.add(Count.MARKS_MADE, 1);
            counts.add(Count.MARKS_PENDING, 1);
            user.header.marks.add(mark);
        }

        /** Which exposure the actions on an item of a user belong to. */
        Attribution attribution(User user, long item) {
            ItemExposures state = user.item(item);
            user.leaveItem(item);
            return new Attribution(state.exposures(), state.actions(), rules);
        }
    }

    private OpenItem(Means means, User user, long item, long now, boolean isLookAhead) {
        this.means = means;
        this.user = user;
        this.item = item;
        this.now = now;
        this.state = user.item(item);
        this.lookAt = isLookAhead ? nextLook() : Long.MAX_VALUE;
    }

    /** Which exposure each action belongs to; another object after a change. */
    Attribution attribution() {
        if (attribution == null) {
            attribution = new Attribution(state.exposures(), state.actions(), means.rules);
        }
        return attribution;
    }

    /** Whether the event with this id is known here. */
    boolean has(long id) {
        return state.hasExposure(id) || state.hasAction(id);
    }

    /** Adds an exposure; returns those that turn out to be none. */
    List<Exposure> add(Exposure exposure) {
        opened(exposure);
        return settleExposures();
    }

    /** Adds an action and the exposure that it may be; returns the exposures that turn out to be none. */
    List<Exposure> add(ItemAction action) {
        state.add(action);
        attribution = null;
        return settleExposures();
    }

    /** Lets the exposures kept be those that the attribution finds. */
    private List<Exposure> settleExposures() {
        List<Exposure> absorbed = List.copyOf(attribution().absorbed());
        for (Attributed attributed : List.copyOf(attribution().exposures())) {
            Exposure exposure = attributed.exposure();
            if (!state.hasExposure(exposure.id())) {
                long arrival = attributed.joined().get(0).arrival();
                opened(Exposure.of(exposure.id(), exposure.time(), true, arrival));
            }
        }
        absorbed.forEach(exposure -> closed(exposure, Count.EXPOSURES_ABSORBED));
        return absorbed;
    }

    /**
     * Lets the oldest go while there are too many. Only after all that has been added has had its effect, on labels too:
     * what comes late may be the oldest.
     */
    private void giveWay() {
        while (state.exposures().size() > ItemExposures.LIMIT) {
            evict(state.exposures().get(0));
        }
        while (state.actions().size() > ItemExposures.LIMIT) {
            fold(state.actions().get(0));
        }
    }

    /** With an exposure goes what belongs to it: otherwise its answers would be credited anew, to another. */
    private void evict(Exposure exposure) {
        Attributed evicted = attribution().get(exposure.id());
        Set<ItemAction> actions = new LinkedHashSet<>(evicted.answers());
        actions.addAll(evicted.joined());
        actions.forEach(this::fold);
        closed(exposure, Count.EXPOSURES_EVICTED);
    }

    private void opened(Exposure exposure) {
        means.counts.add(Count.EXPOSURES, 1);
        means.counts.add(Count.EXPOSURES_OPEN, 1);
        state.add(exposure);
        attribution = null;
    }

    private void closed(Exposure exposure, Count fate) {
        means.counts.add(fate, 1);
        means.counts.add(Count.EXPOSURES_OPEN, -1);
        state.removeExposure(exposure.id());
        attribution = null;
    }

    /** Lets go of an action: from now on the exposures themselves tell what it did. */
    private void fold(ItemAction action) {
        Exposure joined = attribution().joinedBy(action);
        if (joined != null) {
            boolean clicks = means.rules.clicks().contains(action.type());
            state.change(joined.id(), exposure -> {
                Exposure left = means.policy.joined(exposure, action);
                return clicks ? left.clicked(action.time(), action.arrival()) : left;
            });
        }
        Exposure answered = attribution().answeredBy(action);
        if (answered != null) {
            long click = answered.clicks().first();
            state.change(answered.id(), exposure -> means.policy.answered(exposure, click, action));
        }
        state.removeAction(action.id());
        attribution = null;
    }

    /** Lets a label be out. */
    void settle(long exposure, int task, LabelKind kind) {
        state.change(exposure, open -> open.with(open.out().with(kind.ordinal(), task)));
        attribution = null;
    }

    /** Makes a label open again. */
    void unsettle(long exposure, int task, LabelKind kind) {
        state.change(exposure, settled -> settled.with(settled.out().without(kind.ordinal(), task)));
        attribution = null;
    }

    /** Gives the labels that are known, and lets go of what nothing can belong to any more or is too much. */
    void close() {
        settleLabels();
        letGo();
        giveWay();
        user.itemChanged(item);
        if (state.isEmpty()) {
            leave();
            return;
        }
        long next = nextLook();
        if (next < lookAt) {
            user.plans.look(next, item);
        }
    }

    /** To be called in place of {@link #close} if nothing has been changed. */
    void leave() {
        user.leaveItem(item);
    }

    private void settleLabels() {
        for (Attributed attributed : List.copyOf(attribution().exposures())) {
            LabelsOut out = means.policy.settle(attributed, now, mark -> means.give(user, mark));
            if (!out.equals(attributed.exposure().out())) {
                state.change(attributed.exposure().id(), exposure -> exposure.with(out));
                attribution = null;
            }
        }
    }

    /** Lets go of exposures and actions to which nothing that comes in order can belong any more. */
    private void letGo() {
        // Actions first: without its exposure, one would seem to belong to another that is kept for longer.
        for (ItemAction action : List.copyOf(state.actions())) {
            if (means.policy.ends(action.time()) <= now) {
                fold(action);
            }
        }
        for (Attributed attributed : List.copyOf(attribution().exposures())) {
            if (means.policy.ends(attributed.lastTime()) <= now) {
                closed(attributed.exposure(), Count.EXPOSURES_LABELLED);
            }
        }
    }

    /** The next turn at which a label is known or something can be let go of. */
    private long nextLook() {
        long label = Long.MAX_VALUE;
        long end = Long.MAX_VALUE;
        for (Attributed attributed : attribution().exposures()) {
            label = Math.min(label, means.policy.nextLabel(attributed, now));
            end = Math.min(end, means.policy.ends(attributed.lastTime()));
        }
        for (ItemAction action : state.actions()) {
            if (attribution().joinedBy(action) == null) {
                end = Math.min(end, means.policy.ends(action.time()));
            }
        }
        long turn = label == Long.MAX_VALUE ? label : means.turns.at(user.id, label);
        return end == Long.MAX_VALUE ? turn : Math.min(turn, means.turns.rareAt(user.id, end));
    }
}
