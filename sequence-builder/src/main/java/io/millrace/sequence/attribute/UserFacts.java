package io.millrace.sequence.attribute;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.intake.AcceptedEvent.AttributeChange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known about one user.
 *
 * <p>A static fact is its last value by event time; one that was taken back is remembered as such, so that an older
 * value that comes late does not bring it back. A slow attribute is the list of its changes: a value that is reported
 * again is no change, and neither is taking back what was not there.
 */
public final class UserFacts {
    private static final int VERSION = 1;
    private static final long TAKEN_BACK = 0;

    private final TreeMap<String, Fact> statics = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private final int limit;

    private record Fact(long time, long id) {}

    /**
     * A change of a slow attribute.
     *
     * @param time milliseconds
     * @param name hash of the attribute's name
     * @param id hash of name and new value; the hash of the name alone where it was taken back
     */
    public record Change(long time, long name, long id) {
        boolean takesBack() {
            return id == name;
        }
    }

    /**
     * @param bytes as from {@link #encode()}, or null for nothing
     * @param limit most static facts, and most changes
     */
    public UserFacts(byte[] bytes, int limit) {
        this.limit = limit;
        if (bytes == null) {
            return;
        }
        BinaryReader in = new BinaryReader(bytes);
        in.expectVersion(VERSION, "attributes");
        for (int left = in.readCount(); left > 0; left--) {
            statics.put(in.readString(), new Fact(in.readVarLong(), in.readLong()));
        }
        while (in.hasMore()) {
            changes.add(new Change(in.readVarLong(), in.readLong(), in.readLong()));
        }
    }

    public byte[] encode() {
        BinaryWriter out = new BinaryWriter().writeByte(VERSION).writeVarLong(statics.size());
        for (Map.Entry<String, Fact> entry : statics.entrySet()) {
            out.writeString(entry.getKey())
                    .writeVarLong(entry.getValue().time())
                    .writeLong(entry.getValue().id());
        }
        for (Change change : changes) {
            out.writeVarLong(change.time).writeLong(change.name).writeLong(change.id);
        }
        return out.toBytes();
    }

    /**
     * Takes in a change.
     *
     * @return false if the user has too many static facts for one more
     */
    public boolean apply(AttributeChange change, long time) {
        if (!change.slow()) {
            return applyStatic(change, time);
        }
        long name = Ids.of(change.name());
        applySlow(new Change(time, name, change.fact() == TAKEN_BACK ? name : change.fact()));
        return true;
    }

    private boolean applyStatic(AttributeChange change, long time) {
        Fact known = statics.get(change.name());
        if (known == null && statics.size() >= limit) {
            return false;
        }
        if (known == null || known.time() <= time) {
            statics.put(change.name(), new Fact(time, change.fact()));
        }
        return true;
    }

    private void applySlow(Change change) {
        int at = changes.size();
        while (at > 0 && changes.get(at - 1).time() > change.time()) {
            at--;
        }
        int before = at - 1;
        while (before >= 0 && changes.get(before).name() != change.name()) {
            before--;
        }
        boolean repeats = before >= 0 ? changes.get(before).id() == change.id() : change.takesBack();
        if (repeats) {
            return;
        }
        changes.add(at, change);
        int after = at + 1;
        while (after < changes.size() && changes.get(after).name() != change.name()) {
            after++;
        }
        if (after < changes.size() && changes.get(after).id() == change.id()) {
            changes.remove(after);
        }
        if (changes.size() > limit) {
            changes.remove(0);
        }
    }

    /** Hashes of the static facts, ordered by name. */
    public List<Long> statics() {
        return statics.values().stream()
                .map(Fact::id)
                .filter(id -> id != TAKEN_BACK)
                .toList();
    }

    /** The newest changes, at most {@code most}, of those at {@code time} or before; oldest first. */
    public List<Change> changesUntil(long time, int most) {
        List<Change> until =
                changes.stream().filter(change -> change.time() <= time).toList();
        return until.subList(Math.max(0, until.size() - most), until.size());
    }
}
