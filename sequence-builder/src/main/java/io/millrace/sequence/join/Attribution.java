package io.millrace.sequence.join;

import io.millrace.sequence.history.EntryKey;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * Which exposure of an item each action on it belongs to, and which it answers: a function of the exposures and of the
 * actions, in whatever order they came. The rules, with their bounds, are in docs/join.md.
 */
public final class Attribution {
    private static final Comparator<Attributed> CLICKED_LAST = Comparator.comparingLong(
                    (Attributed attributed) -> attributed.exposure.clicks().last())
            .thenComparing(attributed -> attributed.exposure.key());

    private final List<ItemAction> actions;
    private final List<Attributed> exposures = new ArrayList<>();
    /** By place of the action. */
    private final Attributed[] joined;

    private final Attributed[] answered;
    private final List<Exposure> unmade = new ArrayList<>(0);

    /**
     * What the rules depend on.
     *
     * @param exposing types of actions that are an exposure of their own where there is none
     * @param clicks types that open the window of tasks after a click
     * @param window A, the attribution window, milliseconds
     */
    public record Rules(LongSet exposing, LongSet clicks, long window) {}

    /** An exposure with what belongs to it, in order of time. */
    public static final class Attributed {
        private Exposure exposure;
        private final List<ItemAction> joined = new ArrayList<>();
        private final List<ItemAction> answers = new ArrayList<>();

        private Attributed(Exposure exposure) {
            this.exposure = exposure;
        }

        /** The exposure, with the clicks of {@link #joined} among its own. */
        public Exposure exposure() {
            return exposure;
        }

        /** The actions on it. */
        public List<ItemAction> joined() {
            return joined;
        }

        /** The actions that count for its tasks after a click. */
        public List<ItemAction> answers() {
            return answers;
        }

        /** When the last of what belongs to it happened. */
        public long lastTime() {
            long last = Math.max(exposure.time(), exposure.clicks().first());
            for (ItemAction action : joined) {
                last = Math.max(last, action.time());
            }
            for (ItemAction action : answers) {
                last = Math.max(last, action.time());
            }
            return last;
        }
    }

    /**
     * @param known exposures: every impression; of implied ones those that are known already
     * @param actions in order of their keys
     */
    public Attribution(Collection<Exposure> known, List<ItemAction> actions, Rules rules) {
        this.actions = List.copyOf(actions);
        this.joined = new Attributed[actions.size()];
        this.answered = new Attributed[actions.size()];
        for (Exposure exposure : known) {
            if (exposure.implied() && indexOf(exposure.id()) >= 0) {
                unmade.add(exposure);
            } else {
                insert(new Attributed(exposure));
            }
        }
        for (int i = 0; i < joined.length; i++) {
            attribute(i, rules);
        }
    }

    /** Place of the action with this id, -1 if there is none. */
    private int indexOf(long action) {
        for (int i = 0; i < actions.size(); i++) {
            if (actions.get(i).id() == action) {
                return i;
            }
        }
        return -1;
    }

    private void attribute(int index, Rules rules) {
        ItemAction action = actions.get(index);
        Attributed target = last(exposure -> action.mayBelongTo(exposure)
                && exposure.key().compareTo(action.key()) < 0
                && action.time() - exposure.time() <= rules.window);
        if (target == null && rules.exposing.contains(action.type())) {
            target = new Attributed(made(action));
            insert(target);
        }
        boolean clicks = target != null && rules.clicks.contains(action.type());
        Attributed credited = clicks ? target : clickedLast(action, rules);
        if (target != null) {
            target.joined.add(action);
            joined[index] = target;
        }
        if (clicks) {
            target.exposure = target.exposure.clicked(action.time(), action.arrival());
        }
        if (credited != null) {
            credited.answers.add(action);
            answered[index] = credited;
        }
    }

    /** The exposure that an action is. */
    private Exposure made(ItemAction action) {
        for (Exposure known : unmade) {
            if (known.id() == action.id()) {
                unmade.remove(known);
                return known;
            }
        }
        return Exposure.of(action.id(), action.time(), true, action.arrival());
    }

    private Attributed clickedLast(ItemAction action, Rules rules) {
        Attributed last = null;
        for (Attributed candidate : exposures) {
            Exposure exposure = candidate.exposure;
            long since = action.time() - exposure.clicks().first();
            boolean isOpen = exposure.clicks().any() && since >= 0 && since <= rules.window;
            if (isOpen
                    && action.mayBelongTo(exposure)
                    && (last == null || CLICKED_LAST.compare(candidate, last) >= 0)) {
                last = candidate;
            }
        }
        return last;
    }

    private Attributed last(Predicate<Exposure> condition) {
        for (int i = exposures.size() - 1; i >= 0; i--) {
            if (condition.test(exposures.get(i).exposure)) {
                return exposures.get(i);
            }
        }
        return null;
    }

    private void insert(Attributed attributed) {
        EntryKey key = attributed.exposure.key();
        int at = exposures.size();
        while (at > 0 && exposures.get(at - 1).exposure.key().compareTo(key) > 0) {
            at--;
        }
        exposures.add(at, attributed);
    }

    /** The actions, in order of their keys. */
    public List<ItemAction> actions() {
        return actions;
    }

    /** The exposures there are, in order of their keys. */
    public List<Attributed> exposures() {
        return exposures;
    }

    /** Implied exposures that were known but are none: their actions belong to others. */
    public Collection<Exposure> absorbed() {
        return unmade;
    }

    /** The exposure with this id, or null. */
    public Attributed get(long id) {
        for (Attributed attributed : exposures) {
            if (attributed.exposure.id() == id) {
                return attributed;
            }
        }
        return null;
    }

    /** The exposure with this id; if it is none, that which the action with this id belongs to; or null. */
    public Attributed owner(long id) {
        Attributed exposure = get(id);
        int index = exposure == null ? indexOf(id) : -1;
        return index < 0 ? exposure : joined[index];
    }

    /** The exposure that an action belongs to, or null. */
    public Exposure joinedBy(ItemAction action) {
        return exposure(joined, action);
    }

    /** The exposure whose tasks after a click an action answers, or null. */
    public Exposure answeredBy(ItemAction action) {
        return exposure(answered, action);
    }

    private Exposure exposure(Attributed[] of, ItemAction action) {
        int index = indexOf(action.id());
        return index < 0 || of[index] == null ? null : of[index].exposure;
    }
}
