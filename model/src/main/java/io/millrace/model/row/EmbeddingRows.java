package io.millrace.model.row;

import io.millrace.schemas.id.Ids;

/**
 * Rows of an embedding table: every id has a stream of its own.
 *
 * @param distribution of every element
 */
public record EmbeddingRows(Distribution distribution) implements Initializer {
    @Override
    public void fill(long seed, int table, long row, float[] weights, int offset, int width) {
        long stream = Ids.combine(Ids.combine(seed, table), row);
        for (int i = 0; i < width; i++) {
            weights[offset + i] = distribution.at(stream, i);
        }
    }
}
