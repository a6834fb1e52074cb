package io.millrace.sequence.history;

import java.util.List;
import java.util.OptionalLong;

/**
 * A run of a user's history.
 *
 * @param interactions oldest first, never empty
 * @param fromStart whether nothing precedes it in what is kept
 * @param nextTime time of the entry that follows, if there is one
 */
public record Slice(List<Interaction> interactions, boolean fromStart, OptionalLong nextTime) {
    public Interaction last() {
        return interactions.get(interactions.size() - 1);
    }

    /** Index of the entry with this key, -1 if it is not in the run. */
    public int indexOf(EntryKey key) {
        return indexOf(interactions, key);
    }

    static int indexOf(List<Interaction> run, EntryKey key) {
        for (int i = run.size() - 1; i >= 0; i--) {
            if (run.get(i).key().equals(key)) {
                return i;
            }
        }
        return -1;
    }
}
