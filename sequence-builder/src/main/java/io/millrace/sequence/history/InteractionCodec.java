package io.millrace.sequence.history;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.history.Interaction.Deed;
import java.util.ArrayList;
import java.util.List;

/** Binary form of an interaction; the version stands in front of what it is part of. */
public final class InteractionCodec {
    private static final Interaction.Kind[] KINDS = Interaction.Kind.values();

    private InteractionCodec() {}

    public static void write(Interaction interaction, BinaryWriter out) {
        out.writeByte(interaction.kind().ordinal())
                .writeLong(interaction.id())
                .writeLong(interaction.item())
                .writeVarLong(interaction.time())
                .writeVarLong(interaction.deeds().size());
        for (Deed deed : interaction.deeds()) {
            out.writeLong(deed.type()).writeVarLong(deed.time() - interaction.time());
        }
        out.writeVarLong(interaction.actionTime() - interaction.time()).writeLongs(interaction.features());
    }

    public static Interaction read(BinaryReader in) {
        Interaction.Kind kind = KINDS[in.readByte()];
        long id = in.readLong();
        long item = in.readLong();
        long time = in.readVarLong();
        int count = in.readCount();
        List<Deed> deeds = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            deeds.add(new Deed(in.readLong(), time + in.readVarLong()));
        }
        return new Interaction(kind, id, item, time, deeds, time + in.readVarLong(), in.readLongs());
    }
}
