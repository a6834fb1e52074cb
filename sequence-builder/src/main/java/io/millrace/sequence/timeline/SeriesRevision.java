package io.millrace.sequence.timeline;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.history.EntryKey;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.history.Interaction.Deed;
import io.millrace.sequence.history.Interaction.Kind;
import io.millrace.sequence.history.UserHistory;
import io.millrace.sequence.join.Attribution;
import io.millrace.sequence.join.Attribution.Attributed;
import io.millrace.sequence.join.Exposure;
import io.millrace.sequence.join.ItemAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongFunction;

/**
 * The series of a user while an event that comes late changes it.
 *
 * <p>An action stands in the entry of its exposure if no other entry is between the two, and is an entry of its own
 * otherwise. So a new entry splits off what was done, after it, with the entry before; and an action that turns out to
 * belong to another exposure may leave an entry of its own for that of the exposure.
 */
final class SeriesRevision {
    private final UserHistory history;
    private final long pinnedFrom;
    private final LongFunction<Attribution> attributions;
    private final Map<EntryKey, Interaction> originals = new TreeMap<>();

    /**
     * @param attributions as they were before the event, by item
     */
    SeriesRevision(UserHistory history, long pinnedFrom, LongFunction<Attribution> attributions) {
        this.history = history;
        this.pinnedFrom = pinnedFrom;
        this.attributions = attributions;
    }

    /** The entries that were changed as they were before, null where there was none. */
    Map<EntryKey, Interaction> originals() {
        return originals;
    }

    /** The entry with this key, null if it is not there. */
    Interaction get(EntryKey key) {
        return history.get(key);
    }

    /** Enters what is an entry of its own. */
    void insert(Interaction entry) {
        Interaction before = history.before(entry.key());
        if (before != null) {
            split(before, entry.key());
        }
        put(entry);
    }

    /** Enters an action that belongs to {@code exposure}, or to none if that is null. */
    void enter(long item, ItemAction action, Exposure exposure) {
        Interaction before = history.before(action.key());
        if (stands(action, before, exposure)) {
            put(before.with(new Deed(action.type(), action.time())));
        } else {
            insert(entry(kind(action, exposure), item, action));
        }
    }

    /** Takes what was done with an exposure that turned out to be none out of its entry. */
    void dissolve(Exposure exposure) {
        Interaction entry = get(exposure.key());
        if (entry != null) {
            split(entry, entry.key());
        }
    }

    /** Moves an action that is an entry of its own to where it belongs now. */
    void move(ItemAction action, Exposure exposure) {
        Interaction own = get(action.key());
        if (own == null) {
            return;
        }
        Interaction before = history.before(action.key());
        if (stands(action, before, exposure)) {
            put(before.with(new Deed(action.type(), action.time())));
            remove(own.key());
        } else {
            put(own.as(kind(action, exposure)));
        }
    }

    /** Whether an action stands in the entry before it. */
    static boolean stands(ItemAction action, Interaction before, Exposure exposure) {
        return exposure != null
                && before != null
                && before.key().equals(exposure.key())
                && before.accepts(action.type());
    }

    /** What an action is as an entry of its own. */
    static Kind kind(ItemAction action, Exposure exposure) {
        return exposure != null && exposure.id() == action.id() ? Kind.IMPLIED : Kind.ECHO;
    }

    static Interaction entry(Kind kind, long item, ItemAction action) {
        return Interaction.acted(kind, action.id(), item, new Deed(action.type(), action.time()), action.features());
    }

    /** Makes entries of their own of what was done with {@code entry} after {@code key}. */
    private void split(Interaction entry, EntryKey key) {
        if (entry.actionTime() < key.time()) {
            return;
        }
        List<ItemAction> standing = standing(entry);
        List<Interaction> echoes = new ArrayList<>();
        Interaction left = entry.withoutDeeds();
        for (Deed deed : entry.deeds()) {
            boolean known =
                    standing.stream().anyMatch(action -> action.type() == deed.type() && action.time() == deed.time());
            if (!known && deed.time() <= key.time()) {
                left = left.with(deed);
            } else if (!known) {
                long id = Ids.combine(entry.id(), deed.type());
                echoes.add(Interaction.acted(Kind.ECHO, id, entry.item(), deed, entry.features()));
            }
        }
        for (ItemAction action : standing) {
            if (action.key().compareTo(key) <= 0) {
                left = left.with(new Deed(action.type(), action.time()));
            } else {
                echoes.add(entry(Kind.ECHO, entry.item(), action));
            }
        }
        if (!echoes.isEmpty()) {
            put(left);
            echoes.forEach(this::put);
        }
    }

    /** The actions that stand in {@code entry}, as far as they are still known one by one. */
    private List<ItemAction> standing(Interaction entry) {
        Attributed exposure = attributions.apply(entry.item()).get(entry.id());
        if (exposure == null) {
            return List.of();
        }
        Interaction next = history.after(entry.key());
        return exposure.joined().stream()
                .filter(action -> action.key().compareTo(entry.key()) >= 0)
                .filter(action -> next == null || action.key().compareTo(next.key()) < 0)
                .toList();
    }

    private void put(Interaction entry) {
        remember(entry.key());
        history.put(entry, pinnedFrom);
    }

    private void remove(EntryKey key) {
        remember(key);
        history.remove(key, pinnedFrom);
    }

    private void remember(EntryKey key) {
        if (!originals.containsKey(key)) {
            originals.put(key, get(key));
        }
    }
}
