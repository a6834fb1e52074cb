package io.millrace.sequence.timeline;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.join.ItemExposures;
import io.millrace.sequence.store.Shelf;
import it.unimi.dsi.fastutil.longs.Long2ObjectMap;
import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;

/** What may still be joined, by item: what has been asked for, and all of a user who has not spilt. */
final class Items {
    /** Most users have few: the map's own default is made for more. */
    private static final int EXPECTED = 4;

    /** What an item takes of the heap, bytes: itself, and each exposure and action of it. */
    private static final int ITEM_WEIGHT = 170;

    private static final int PART_WEIGHT = 130;

    private final Shelf shelf;
    private final Long2ObjectMap<Item> items = new Long2ObjectOpenHashMap<>(EXPECTED);
    private boolean isSpilt;
    private int weight;

    private static final class Item {
        /** As it was read, null for nothing. */
        private final byte[] read;
        /** Null until somebody asks. */
        private ItemExposures exposures;

        private boolean isStored;
        private boolean hasChanged;
        /** As it was counted last. */
        private int weight;

        Item(byte[] read) {
            this.read = read;
        }

        ItemExposures exposures() {
            if (exposures == null) {
                exposures = new ItemExposures(read);
            }
            return exposures;
        }

        boolean isEmpty() {
            return exposures == null ? read == null : exposures.isEmpty();
        }

        byte[] bytes() {
            return hasChanged ? exposures().encode() : read;
        }

        /** Counts what it takes; returns how much more that is than before. */
        int weigh() {
            int before = weight;
            int parts = exposures == null
                    ? 0
                    : exposures.exposures().size() + exposures.actions().size();
            weight = ITEM_WEIGHT + PART_WEIGHT * parts + (read == null ? 0 : read.length);
            return weight - before;
        }
    }

    /** @param isSpilt whether there may be any on the shelf */
    Items(Shelf shelf, boolean isSpilt) {
        this.shelf = shelf;
        this.isSpilt = isSpilt;
    }

    /** What there is of an item; empty if there is nothing. */
    ItemExposures get(long id) {
        Item item = items.get(id);
        if (item == null) {
            byte[] stored = isSpilt ? shelf.get(id) : null;
            item = new Item(stored);
            item.isStored = stored != null;
            items.put(id, item);
        }
        ItemExposures exposures = item.exposures();
        weight += item.weigh();
        return exposures;
    }

    void changed(long id) {
        Item item = items.get(id);
        item.hasChanged = true;
        weight += item.weigh();
    }

    /** Lets go of an item of which there is nothing, here or on the shelf. */
    void leave(long id) {
        Item item = items.get(id);
        if (!item.isStored && item.isEmpty()) {
            items.remove(id);
            weight -= item.weight;
        }
    }

    private void leaveAllEmpty() {
        items.values().removeIf(item -> {
            boolean isEmpty = item.isEmpty();
            weight -= isEmpty ? item.weight : 0;
            return isEmpty;
        });
    }

    /** Removes everything, of whatever item; returns how many exposures there were. */
    int removeAll() {
        int[] exposures = new int[1];
        items.values()
                .forEach(item -> exposures[0] += item.exposures().exposures().size());
        if (isSpilt) {
            shelf.removeAll((id, bytes) -> {
                if (!items.containsKey((long) id)) {
                    exposures[0] += new ItemExposures(bytes).exposures().size();
                }
            });
        }
        items.clear();
        weight = 0;
        return exposures[0];
    }

    /** What they take of the heap, bytes. */
    int weight() {
        return weight;
    }

    /** Takes in what {@link #write} has written. */
    void read(BinaryReader in) {
        for (int left = in.readCount(); left > 0; left--) {
            long id = in.readLong();
            Item item = new Item(in.readBytes());
            items.put(id, item);
            weight += item.weigh();
        }
    }

    /** Writes all there is: of one who has not spilt. */
    void write(BinaryWriter out) {
        leaveAllEmpty();
        out.writeVarLong(items.size());
        items.long2ObjectEntrySet()
                .forEach(entry -> out.writeLong(entry.getLongKey())
                        .writeBytes(entry.getValue().bytes()));
    }

    /** From now on all is on the shelf. */
    void spill() {
        isSpilt = true;
        items.values().forEach(item -> item.hasChanged = true);
    }

    /** Writes what has changed to the shelf, and lets go of what is empty. */
    void flush() {
        items.long2ObjectEntrySet().forEach(entry -> {
            Item item = entry.getValue();
            if (item.hasChanged && !item.isEmpty()) {
                shelf.put(entry.getLongKey(), item.bytes());
                item.isStored = true;
            } else if (item.isStored && item.isEmpty()) {
                shelf.remove(entry.getLongKey());
            }
            item.hasChanged = false;
        });
        leaveAllEmpty();
    }
}
