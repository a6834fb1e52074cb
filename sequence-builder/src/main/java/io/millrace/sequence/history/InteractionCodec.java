package io.millrace.sequence.history;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.history.Interaction.Deed;
import java.util.List;

/** Binary form of an interaction; its version stands in front of what it is part of. */
public final class InteractionCodec {
    /** What is written; in version 1 interactions had no numbers. */
    public static final int VERSION = 2;

    private static final int WITHOUT_NUMBERS = 1;
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
        interaction.features().write(out.writeVarLong(interaction.actionTime() - interaction.time()));
    }

    /** @param version from 1 to {@link #VERSION} */
    public static Interaction read(BinaryReader in, int version) {
        Interaction.Kind kind = KINDS[in.readByte()];
        long id = in.readLong();
        long item = in.readLong();
        long time = in.readVarLong();
        Deed[] deeds = new Deed[in.readCount()];
        for (int i = 0; i < deeds.length; i++) {
            deeds[i] = new Deed(in.readLong(), time + in.readVarLong());
        }
        long actionTime = time + in.readVarLong();
        Features features = version == WITHOUT_NUMBERS ? Features.readHashes(in) : Features.read(in);
        return new Interaction(kind, id, item, time, List.of(deeds), actionTime, features);
    }
}
