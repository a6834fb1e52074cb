package io.millrace.serving.index;

import io.millrace.serving.index.ItemIndex.Chunk;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Follows the item table and cuts an {@link ItemIndex} whenever asked. A chunk is copied when it first changes after a
 * cut, so a cut costs one reference per chunk. Not thread-safe; what it cuts is.
 */
public final class ItemIndexBuilder {
    private static final int NONE = -1;
    /** Below this a norm counts as this (MATH §3). */
    private static final float SMALLEST_NORM = 1e-6f;

    private final int width;
    private final Long2IntOpenHashMap slots = new Long2IntOpenHashMap();
    private final List<Chunk> chunks = new ArrayList<>();
    /** Chunks that no index has yet. */
    private final BitSet own = new BitSet();

    /** @param width D */
    public ItemIndexBuilder(int width) {
        this.width = width;
        slots.defaultReturnValue(NONE);
    }

    /**
     * Puts an item in or replaces it.
     *
     * @param weights the raw item row, D floats; copied
     */
    public void put(long item, float[] weights) {
        int slot = slots.get(item);
        if (slot == NONE) {
            slot = slots.size();
            slots.put(item, slot);
        }
        Chunk chunk = ownChunk(slot / ItemIndex.CHUNK);
        int within = slot % ItemIndex.CHUNK;
        chunk.ids()[within] = item;
        normalise(weights, chunk.vectors(), within);
    }

    /** Takes an item out, if it is in; the last item moves into its slot. */
    public void remove(long item) {
        int hole = slots.remove(item);
        if (hole == NONE) {
            return;
        }
        int last = slots.size();
        if (hole != last) {
            move(last, hole);
        }
        if (last % ItemIndex.CHUNK == 0) {
            int empty = last / ItemIndex.CHUNK;
            chunks.remove(empty);
            own.clear(empty);
        }
    }

    /** The items as they are now. */
    public ItemIndex cut() {
        own.clear();
        return new ItemIndex(width, slots.size(), chunks.toArray(new Chunk[0]));
    }

    private void move(int from, int to) {
        Chunk source = chunks.get(from / ItemIndex.CHUNK);
        Chunk target = ownChunk(to / ItemIndex.CHUNK);
        int sourceSlot = from % ItemIndex.CHUNK;
        int targetSlot = to % ItemIndex.CHUNK;
        long item = source.ids()[sourceSlot];
        target.ids()[targetSlot] = item;
        for (int i = 0; i < width; i++) {
            target.vectors()[i * ItemIndex.CHUNK + targetSlot] = source.vectors()[i * ItemIndex.CHUNK + sourceSlot];
        }
        slots.put(item, to);
    }

    private Chunk ownChunk(int at) {
        if (at == chunks.size()) {
            chunks.add(new Chunk(new long[ItemIndex.CHUNK], new float[ItemIndex.CHUNK * width]));
        } else if (!own.get(at)) {
            chunks.set(at, chunks.get(at).copy());
        }
        own.set(at);
        return chunks.get(at);
    }

    private void normalise(float[] weights, float[] target, int slot) {
        double squares = 0;
        for (int i = 0; i < width; i++) {
            squares += (double) weights[i] * weights[i];
        }
        float norm = Math.max((float) Math.sqrt(squares), SMALLEST_NORM);
        for (int i = 0; i < width; i++) {
            target[i * ItemIndex.CHUNK + slot] = weights[i] / norm;
        }
    }
}
