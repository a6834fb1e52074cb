package io.millrace.sequence.join;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.history.EntryKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * The exposures of one item to one user that actions may still be joined to, and the actions of which it may still change
 * where they belong. Of actions that are not here any more, the exposures themselves tell what they did.
 */
public final class ItemExposures {
    /** Most exposures, and most actions, kept of one item. */
    public static final int LIMIT = 64;

    private static final int VERSION = 3;
    private static final int ONLY_FINAL_LABELS = 2;
    private static final int WITHOUT_ACTIONS = 1;

    private final List<Exposure> exposures = new ArrayList<>();
    private final List<ItemAction> actions = new ArrayList<>();

    /**
     * @param bytes as from {@link #encode()}, or null for none
     */
    public ItemExposures(byte[] bytes) {
        if (bytes == null) {
            return;
        }
        BinaryReader in = new BinaryReader(bytes);
        int version = in.readVersion(VERSION, "exposures");
        if (version == WITHOUT_ACTIONS) {
            while (in.hasMore()) {
                exposures.add(Exposure.read(in, true));
            }
            return;
        }
        for (int left = in.readCount(); left > 0; left--) {
            exposures.add(Exposure.read(in, version == ONLY_FINAL_LABELS));
        }
        while (in.hasMore()) {
            actions.add(ItemAction.read(in));
        }
    }

    public byte[] encode() {
        BinaryWriter out = new BinaryWriter().writeByte(VERSION).writeVarLong(exposures.size());
        exposures.forEach(exposure -> exposure.write(out));
        actions.forEach(action -> action.write(out));
        return out.toBytes();
    }

    public boolean isEmpty() {
        return exposures.isEmpty() && actions.isEmpty();
    }

    /** Ascending by key. */
    public List<Exposure> exposures() {
        return exposures;
    }

    /** Ascending by key. */
    public List<ItemAction> actions() {
        return actions;
    }

    public void add(Exposure exposure) {
        EntryKey key = exposure.key();
        int at = exposures.size();
        while (at > 0 && exposures.get(at - 1).key().compareTo(key) > 0) {
            at--;
        }
        exposures.add(at, exposure);
    }

    public void add(ItemAction action) {
        EntryKey key = action.key();
        int at = actions.size();
        while (at > 0 && actions.get(at - 1).key().compareTo(key) > 0) {
            at--;
        }
        actions.add(at, action);
    }

    public boolean hasExposure(long id) {
        for (Exposure exposure : exposures) {
            if (exposure.id() == id) {
                return true;
            }
        }
        return false;
    }

    public boolean hasAction(long id) {
        for (ItemAction action : actions) {
            if (action.id() == id) {
                return true;
            }
        }
        return false;
    }

    /** Changes the exposure with this id, if it is here. */
    public void change(long id, UnaryOperator<Exposure> change) {
        exposures.replaceAll(exposure -> exposure.id() == id ? change.apply(exposure) : exposure);
    }

    public void removeExposure(long id) {
        exposures.removeIf(exposure -> exposure.id() == id);
    }

    public void removeAction(long id) {
        actions.removeIf(action -> action.id() == id);
    }
}
