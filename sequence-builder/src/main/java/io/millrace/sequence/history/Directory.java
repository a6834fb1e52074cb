package io.millrace.sequence.history;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import java.util.ArrayList;
import java.util.List;

/** The sealed pages of one user, oldest first. */
final class Directory {
    private static final int VERSION = 2;
    private static final int WITHOUT_DROPPED = 1;

    private final List<Sealed> pages = new ArrayList<>();
    private long droppedUntil;

    /**
     * A sealed page.
     *
     * @param number key in the page store
     * @param count interactions in it
     * @param first key of its first interaction
     * @param lastTime time of its last interaction
     */
    record Sealed(long number, int count, EntryKey first, long lastTime) {
        static Sealed of(long number, List<Interaction> content) {
            return new Sealed(
                    number,
                    content.size(),
                    content.get(0).key(),
                    content.get(content.size() - 1).time());
        }
    }

    static Directory decode(byte[] bytes) {
        Directory directory = new Directory();
        if (bytes != null) {
            BinaryReader in = new BinaryReader(bytes);
            if (in.readVersion(VERSION, "page directory") > WITHOUT_DROPPED) {
                directory.droppedUntil = in.readVarLong();
            }
            while (in.hasMore()) {
                directory.pages.add(new Sealed(in.readVarLong(), in.readCount(), EntryKey.read(in), in.readVarLong()));
            }
        }
        return directory;
    }

    byte[] encode() {
        BinaryWriter out = new BinaryWriter().writeByte(VERSION).writeVarLong(droppedUntil);
        for (Sealed page : pages) {
            out.writeVarLong(page.number).writeVarLong(page.count);
            page.first.write(out);
            out.writeVarLong(page.lastTime);
        }
        return out.toBytes();
    }

    List<Sealed> pages() {
        return pages;
    }

    /** Time of the youngest interaction that was dropped because there were too many, milliseconds; 0 if none was. */
    long droppedUntil() {
        return droppedUntil;
    }

    /** Takes out the oldest page for good. */
    Sealed drop() {
        Sealed oldest = pages.remove(0);
        droppedUntil = Math.max(droppedUntil, oldest.lastTime);
        return oldest;
    }

    int interactions() {
        return pages.stream().mapToInt(Sealed::count).sum();
    }

    long unusedNumber() {
        return pages.stream().mapToLong(Sealed::number).max().orElse(-1) + 1;
    }

    /** Index of the page in which {@code key} lies or would lie; the first page takes what is older than everything. */
    int indexFor(EntryKey key) {
        int index = pages.size() - 1;
        while (index > 0 && pages.get(index).first.compareTo(key) > 0) {
            index--;
        }
        return index;
    }
}
