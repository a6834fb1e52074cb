package io.millrace.sequence.join;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * The exposures of one item to one user that actions may still be joined to.
 *
 * <p>An action at {@code t'} belongs to an exposure at {@code t} only if {@code 0 ≤ t' − t ≤ attribution window}. If the
 * action names an impression it belongs to that one or to none; otherwise to the last exposure.
 */
public final class ItemExposures {
    /** Most exposures kept of one item; the oldest gives way. */
    public static final int LIMIT = 64;

    private static final int VERSION = 1;

    private final long attributionWindow;
    private final List<Exposure> exposures = new ArrayList<>();

    /**
     * @param bytes as from {@link #encode()}, or null for none
     * @param attributionWindow milliseconds
     */
    public ItemExposures(byte[] bytes, long attributionWindow) {
        this.attributionWindow = attributionWindow;
        if (bytes != null) {
            BinaryReader in = new BinaryReader(bytes);
            in.expectVersion(VERSION, "exposures");
            while (in.hasMore()) {
                exposures.add(Exposure.read(in));
            }
        }
    }

    public byte[] encode() {
        BinaryWriter out = new BinaryWriter().writeByte(VERSION);
        exposures.forEach(exposure -> exposure.write(out));
        return out.toBytes();
    }

    public boolean isEmpty() {
        return exposures.isEmpty();
    }

    /** Adds an exposure; returns how many had to give way, 0 or 1. */
    public int add(Exposure exposure) {
        exposures.add(exposure);
        exposures.sort(Comparator.comparing(Exposure::key));
        if (exposures.size() <= LIMIT) {
            return 0;
        }
        exposures.remove(0);
        return 1;
    }

    /** The exposure with this id, or null. */
    public Exposure get(long id) {
        return last(exposure -> exposure.id() == id);
    }

    /**
     * The exposure that an action belongs to, or null.
     *
     * @param impression id of the impression it names, 0 for none
     * @param time of the action
     */
    public Exposure joinedBy(long impression, long time) {
        return last(exposure -> isNamed(exposure, impression) && within(exposure.time(), time));
    }

    /**
     * The exposure whose click an action answers: of those whose attribution window after the first click contains the
     * action, the one clicked last. Null if there is none.
     *
     * @param impression id of the impression it names, 0 for none
     * @param time of the action
     */
    public Exposure convertedBy(long impression, long time) {
        return exposures.stream()
                .filter(exposure -> isNamed(exposure, impression))
                .filter(exposure ->
                        exposure.clicks().any() && within(exposure.clicks().first(), time))
                .max(Comparator.comparingLong(
                                (Exposure exposure) -> exposure.clicks().last())
                        .thenComparing(Exposure::key))
                .orElse(null);
    }

    /** Puts {@code exposure} in the place of the one with its id. */
    public void replace(Exposure exposure) {
        exposures.replaceAll(old -> old.id() == exposure.id() ? exposure : old);
    }

    public void remove(long id) {
        exposures.removeIf(exposure -> exposure.id() == id);
    }

    private Exposure last(Predicate<Exposure> condition) {
        for (int i = exposures.size() - 1; i >= 0; i--) {
            if (condition.test(exposures.get(i))) {
                return exposures.get(i);
            }
        }
        return null;
    }

    private static boolean isNamed(Exposure exposure, long impression) {
        return impression == 0 || exposure.id() == impression;
    }

    private boolean within(long start, long time) {
        return time >= start && time - start <= attributionWindow;
    }
}
