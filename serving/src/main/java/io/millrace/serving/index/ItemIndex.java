package io.millrace.serving.index;

import io.millrace.model.kernel.Kernels;
import it.unimi.dsi.fastutil.longs.LongSet;
import java.util.Arrays;

/**
 * The items of one version, L2-normalised and packed in chunks of {@value #CHUNK}. Immutable: chunks that did not change
 * are shared with the indexes of other versions.
 */
public final class ItemIndex {
    /**
     * Items in a chunk: small enough that a changed item copies little and that scores stay in the first cache, large
     * enough to be read as a stream.
     */
    static final int CHUNK = 32;

    private static final Kernels KERNELS = Kernels.BEST;

    /**
     * @param ids by slot
     * @param vectors D × slots: an element of all items, then the next, so that items are scored side by side
     */
    record Chunk(long[] ids, float[] vectors) {
        Chunk copy() {
            return new Chunk(ids.clone(), vectors.clone());
        }
    }

    private final int width;
    private final int size;
    private final Chunk[] chunks;

    ItemIndex(int width, int size, Chunk[] chunks) {
        this.width = width;
        this.size = size;
        this.chunks = chunks;
    }

    /** Number of items. */
    public int size() {
        return size;
    }

    Chunk chunk(int at) {
        return chunks[at];
    }

    /**
     * Offers every item that is not excluded, scored by its dot product with the query: a chain of fused multiply-adds in
     * the order of the elements, whatever stands beside the item.
     *
     * @param query length D; with norm 1 the score is the cosine
     */
    public void scan(float[] query, LongSet excluded, TopK best) {
        float[] scores = new float[CHUNK];
        for (int c = 0; c < chunks.length; c++) {
            Chunk chunk = chunk(c);
            Arrays.fill(scores, 0);
            for (int i = 0; i < width; i++) {
                KERNELS.addScaled(query[i], chunk.vectors, i * CHUNK, scores, 0, CHUNK);
            }
            int filled = Math.min(CHUNK, size - c * CHUNK);
            for (int slot = 0; slot < filled; slot++) {
                // Whether an item is excluded costs more to find out than whether its score would do.
                if (scores[slot] >= best.least() && !excluded.contains(chunk.ids[slot])) {
                    best.offer(chunk.ids[slot], scores[slot]);
                }
            }
        }
    }
}
