package io.millrace.serving.index;

import it.unimi.dsi.fastutil.longs.LongSet;

/**
 * The items of one version, L2-normalised and packed in chunks of {@value #CHUNK}. Immutable: chunks that did not change
 * are shared with the indexes of other versions.
 */
public final class ItemIndex {
    /** Items in a chunk: small enough that a changed item copies little, large enough to be read as a stream. */
    static final int CHUNK = 64;

    /**
     * @param ids by slot
     * @param vectors by slot, D floats each
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
     * Offers every item that is not excluded, scored by its dot product with the query.
     *
     * @param query length D; with norm 1 the score is the cosine
     */
    public void scan(float[] query, LongSet excluded, TopK best) {
        for (int c = 0; c < chunks.length; c++) {
            Chunk chunk = chunk(c);
            int filled = Math.min(CHUNK, size - c * CHUNK);
            for (int slot = 0; slot < filled; slot++) {
                if (!excluded.contains(chunk.ids[slot])) {
                    best.offer(chunk.ids[slot], dot(query, chunk.vectors, slot * width));
                }
            }
        }
    }

    /** Four partial sums: a single one would serialise the additions. */
    private float dot(float[] query, float[] vectors, int offset) {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        int i = 0;
        for (; i + 3 < width; i += 4) {
            s0 += query[i] * vectors[offset + i];
            s1 += query[i + 1] * vectors[offset + i + 1];
            s2 += query[i + 2] * vectors[offset + i + 2];
            s3 += query[i + 3] * vectors[offset + i + 3];
        }
        for (; i < width; i++) {
            s0 += query[i] * vectors[offset + i];
        }
        return (s0 + s1) + (s2 + s3);
    }
}
