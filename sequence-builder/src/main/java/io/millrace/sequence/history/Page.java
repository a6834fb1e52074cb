package io.millrace.sequence.history;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Binary form of a run of interactions: version, their number, then one after the other.
 */
final class Page {
    /** Entries of the open page at which it is sealed. */
    static final int SIZE = 64;
    /** Entries of a sealed page, to which late ones are added, at which it is cut in two. */
    static final int LIMIT = 128;

    private static final int VERSION = InteractionCodec.VERSION;

    private Page() {}

    static byte[] encode(List<Interaction> interactions) {
        BinaryWriter out = new BinaryWriter().writeByte(VERSION).writeByte(interactions.size());
        interactions.forEach(interaction -> InteractionCodec.write(interaction, out));
        return out.toBytes();
    }

    static List<Interaction> decode(byte[] page) {
        BinaryReader in = new BinaryReader(page);
        int version = in.readVersion(VERSION, "history page");
        int count = in.readByte() & 0xFF;
        List<Interaction> interactions = new ArrayList<>(count + 1);
        for (int i = 0; i < count; i++) {
            interactions.add(InteractionCodec.read(in, version));
        }
        return interactions;
    }
}
