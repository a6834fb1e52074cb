package io.millrace.sequence.history;

import io.millrace.sequence.feature.Features;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One entry of the series: an item, and what the user did with it before the next entry.
 *
 * @param kind how it came to be
 * @param id of the event that made it
 * @param item the item
 * @param time of the exposure, or of the action that made it; milliseconds
 * @param deeds what was done, ascending by type, each type once; empty means nothing
 * @param actionTime when the last of it was done; {@code time} if nothing was
 * @param features of the exposure or the action
 */
public record Interaction(
        Kind kind, long id, long item, long time, List<Deed> deeds, long actionTime, Features features) {
    /** Most types in one entry; a further one makes an entry of its own. */
    public static final int MAX_DEEDS = 16;

    /** How an interaction came to be. The ordinals are stored. */
    public enum Kind {
        /** An impression. */
        IMPRESSION,
        /** An action on what was never seen to be shown: its own exposure. */
        IMPLIED,
        /** An action on an exposure that other entries had followed already, or on none: no exposure. */
        ECHO
    }

    /**
     * A type of action and when it was first done here.
     *
     * @param type hash of the action type
     */
    public record Deed(long type, long time) {}

    public Interaction {
        deeds = List.copyOf(deeds);
    }

    public static Interaction shown(long id, long item, long time, Features features) {
        return new Interaction(Kind.IMPRESSION, id, item, time, List.of(), time, features);
    }

    /** An entry that begins with an action. */
    public static Interaction acted(Kind kind, long id, long item, Deed deed, Features features) {
        return new Interaction(kind, id, item, deed.time(), List.of(deed), deed.time(), features);
    }

    public EntryKey key() {
        return new EntryKey(time, kind != Kind.IMPRESSION, id);
    }

    public boolean has(long type) {
        for (Deed deed : deeds) {
            if (deed.type() == type) {
                return true;
            }
        }
        return false;
    }

    /** Whether {@code type} has a place here. */
    public boolean accepts(long type) {
        return deeds.size() < MAX_DEEDS || has(type);
    }

    /** This, with an action more; the earlier of two of one type tells when it was first done. */
    public Interaction with(Deed deed) {
        List<Deed> more = new ArrayList<>(deeds);
        more.removeIf(known -> known.type() == deed.type() && known.time() > deed.time());
        if (more.stream().noneMatch(known -> known.type() == deed.type())) {
            more.add(deed);
            more.sort(Comparator.comparingLong(Deed::type));
        }
        return new Interaction(kind, id, item, time, more, Math.max(actionTime, deed.time()), features);
    }

    /** This, before anything was done. */
    public Interaction withoutDeeds() {
        return new Interaction(kind, id, item, time, List.of(), time, features);
    }

    public Interaction as(Kind other) {
        return new Interaction(other, id, item, time, deeds, actionTime, features);
    }
}
