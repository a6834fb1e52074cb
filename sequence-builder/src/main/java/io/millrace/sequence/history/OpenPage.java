package io.millrace.sequence.history;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.store.Logs;
import java.util.ArrayList;
import java.util.List;

/**
 * The youngest page of a history, kept as a list so that an entry more is written without the others. It is read when it
 * is asked for; what is added meanwhile is known without that.
 */
final class OpenPage {
    private static final long NUMBER = 0;
    private static final byte[] NOTHING = {};
    /** What a decoded entry takes in the heap, about. */
    private static final int ENTRY_BYTES = 250;

    private final Logs logs;
    /** What is in the store, as it is to be there; null until it is read. */
    private List<Interaction> stored;

    /** The form of {@link #stored} of one who has not spilt; null if it has changed since it was read. */
    private byte[] packed = NOTHING;

    private int storedCount;
    private boolean rewritten;
    private final List<Interaction> added = new ArrayList<>(0);

    /** @param count how many entries the store has */
    OpenPage(Logs logs, int count) {
        this.logs = logs;
        this.storedCount = count;
        if (count == 0) {
            stored = new ArrayList<>(0);
        }
    }

    int count() {
        return (stored == null ? storedCount : stored.size()) + added.size();
    }

    void add(Interaction entry) {
        added.add(entry);
    }

    /** All entries, in a list of its own. */
    List<Interaction> entries() {
        List<Interaction> all = new ArrayList<>(count() + 1);
        all.addAll(stored());
        all.addAll(added);
        return all;
    }

    /** Replaces all entries. */
    void set(List<Interaction> entries) {
        stored = new ArrayList<>(entries);
        packed = null;
        added.clear();
        rewritten = true;
    }

    private List<Interaction> stored() {
        if (stored == null && packed.length > 0) {
            stored = new ArrayList<>(storedCount);
            BinaryReader in = new BinaryReader(packed);
            while (in.hasMore()) {
                stored.add(InteractionCodec.read(in, InteractionCodec.VERSION));
            }
        } else if (stored == null) {
            stored = new ArrayList<>();
            for (byte[] bytes : logs.get(NUMBER)) {
                BinaryReader in = new BinaryReader(bytes);
                int version = in.readVersion(InteractionCodec.VERSION, "interaction");
                stored.add(InteractionCodec.read(in, version));
            }
        }
        return stored;
    }

    /** Takes in what {@link #write} has written. */
    void read(BinaryReader in) {
        storedCount = in.readCount();
        packed = in.readBytes();
        if (storedCount > 0) {
            stored = null;
            rewritten = true;
        }
    }

    /** Writes all entries: of one of which none is in the store. */
    void write(BinaryWriter out) {
        BinaryWriter entries = new BinaryWriter();
        if (packed == null) {
            stored.forEach(entry -> InteractionCodec.write(entry, entries));
        } else {
            entries.writeAll(packed);
        }
        added.forEach(entry -> InteractionCodec.write(entry, entries));
        out.writeVarLong(count()).writeBytes(entries.toBytes());
    }

    /** Writes back what has changed. */
    void flush() {
        if (rewritten && storedCount > 0) {
            logs.remove(NUMBER);
        }
        List<Interaction> news = rewritten ? entries() : added;
        if (!news.isEmpty()) {
            logs.add(NUMBER, news.stream().map(OpenPage::encode).toList());
        }
        storedCount = count();
        packed = NOTHING;
        if (stored != null) {
            stored.addAll(added);
        }
        added.clear();
        rewritten = false;
    }

    static byte[] encode(Interaction entry) {
        BinaryWriter out = new BinaryWriter().writeByte(InteractionCodec.VERSION);
        InteractionCodec.write(entry, out);
        return out.toBytes();
    }

    /** How many entries are in the heap; those that were not asked for count by their bytes. */
    int weight() {
        return (stored == null ? 0 : stored.size()) + added.size() + (packed == null ? 0 : packed.length / ENTRY_BYTES);
    }
}
