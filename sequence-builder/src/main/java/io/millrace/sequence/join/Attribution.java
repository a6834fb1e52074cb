package io.millrace.sequence.join;

import io.millrace.sequence.history.EntryKey;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
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
    private final Long2ObjectMap<Attributed> joined = new Long2ObjectOpenHashMap<>();
    private final Long2ObjectMap<Attributed> answered = new Long2ObjectOpenHashMap<>();
    private final Long2ObjectMap<Exposure> unmade = new Long2ObjectOpenHashMap<>();

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
        LongSet makers = new LongOpenHashSet();
        actions.forEach(action -> makers.add(action.id()));
        for (Exposure exposure : known) {
            if (exposure.implied() && makers.contains(exposure.id())) {
                unmade.put(exposure.id(), exposure);
            } else {
                insert(new Attributed(exposure));
            }
        }
        actions.forEach(action -> attribute(action, rules));
    }

    private void attribute(ItemAction action, Rules rules) {
        Attributed target = last(exposure -> action.mayBelongTo(exposure)
                && exposure.key().compareTo(action.key()) < 0
                && action.time() - exposure.time() <= rules.window);
        if (target == null && rules.exposing.contains(action.type())) {
            Exposure known = unmade.remove(action.id());
            target = new Attributed(
                    known != null ? known : Exposure.of(action.id(), action.time(), true, action.arrival()));
            insert(target);
        }
        boolean clicks = target != null && rules.clicks.contains(action.type());
        Attributed credited = clicks ? target : clickedLast(action, rules);
        if (target != null) {
            target.joined.add(action);
            joined.put(action.id(), target);
        }
        if (clicks) {
            target.exposure = target.exposure.clicked(action.time(), action.arrival());
        }
        if (credited != null) {
            credited.answers.add(action);
            answered.put(action.id(), credited);
        }
    }

    private Attributed clickedLast(ItemAction action, Rules rules) {
        return exposures.stream()
                .filter(candidate -> candidate.exposure.clicks().any() && action.mayBelongTo(candidate.exposure))
                .filter(candidate -> {
                    long since = action.time() - candidate.exposure.clicks().first();
                    return since >= 0 && since <= rules.window;
                })
                .max(CLICKED_LAST)
                .orElse(null);
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
        return unmade.values();
    }

    /** The exposure with this id, or null. */
    public Attributed get(long id) {
        return exposures.stream()
                .filter(attributed -> attributed.exposure.id() == id)
                .findFirst()
                .orElse(null);
    }

    /** The exposure with this id; if it is none, that which the action with this id belongs to; or null. */
    public Attributed owner(long id) {
        Attributed exposure = get(id);
        return exposure == null ? joined.get(id) : exposure;
    }

    /** The exposure that an action belongs to, or null. */
    public Exposure joinedBy(ItemAction action) {
        Attributed target = joined.get(action.id());
        return target == null ? null : target.exposure;
    }

    /** The exposure whose tasks after a click an action answers, or null. */
    public Exposure answeredBy(ItemAction action) {
        Attributed target = answered.get(action.id());
        return target == null ? null : target.exposure;
    }
}
