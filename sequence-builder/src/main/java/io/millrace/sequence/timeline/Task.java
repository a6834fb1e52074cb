package io.millrace.sequence.timeline;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEventCodec;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import it.unimi.dsi.fastutil.longs.LongList;

/** What the agenda holds for a moment. */
sealed interface Task {
    /**
     * An event takes effect.
     *
     * @param isFirst whether its id is known to be the first of its kind; otherwise that is to be found out
     */
    record Release(AcceptedEvent event, boolean isFirst) implements Task {}

    /** Items are to be looked at: windows of their exposures close. */
    record Look(LongList items) implements Task {
        /** To which others can be added. */
        static Look of(long item) {
            LongList items = new LongArrayList(1);
            items.add(item);
            return new Look(items);
        }
    }

    /** Binary form: the first byte tells the kind and the version. */
    static byte[] encode(Task task) {
        BinaryWriter out = new BinaryWriter();
        write(task, out);
        return out.toBytes();
    }

    /** The same, within another form. */
    static void write(Task task, BinaryWriter out) {
        if (task instanceof Release release) {
            AcceptedEventCodec.write(release.event, out.writeByte(release.isFirst ? Kind.RELEASE_FIRST : Kind.RELEASE));
        } else if (task instanceof Look look) {
            out.writeByte(Kind.LOOK).writeLongs(look.items.toLongArray());
        }
    }

    static Task decode(byte[] bytes) {
        return read(new BinaryReader(bytes));
    }

    static Task read(BinaryReader in) {
        int kind = in.readByte();
        return switch (kind) {
            case Kind.RELEASE_FIRST -> new Release(AcceptedEventCodec.read(in), true);
            case Kind.RELEASE -> new Release(AcceptedEventCodec.read(in), false);
            case Kind.LOOK_AT_ONE, Kind.LOOK_AT_EXPOSURE -> Look.of(in.readLong());
            case Kind.LOOK -> new Look(new LongArrayList(in.readLongs()));
            default -> throw new IllegalStateException("no task of kind " + kind);
        };
    }

    /** First bytes. */
    final class Kind {
        /** Of an event whose id had been looked up when it came; not written any more. */
        private static final int RELEASE_FIRST = 1;
        /** Names an exposure besides; not written any more. */
        private static final int LOOK_AT_EXPOSURE = 2;
        /** Names one item; not written any more. */
        private static final int LOOK_AT_ONE = 3;

        private static final int RELEASE = 4;
        private static final int LOOK = 5;

        private Kind() {}
    }
}
