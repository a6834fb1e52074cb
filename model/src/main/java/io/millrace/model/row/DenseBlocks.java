package io.millrace.model.row;

import io.millrace.schemas.id.Ids;

/**
 * Blocks of a dense tensor: an element depends on its index in the tensor, not on how the tensor is cut; the padding
 * behind the last element is zero.
 *
 * @param distribution of every element
 * @param elements number of elements of the tensor
 */
public record DenseBlocks(Distribution distribution, int elements) implements Initializer {
    @Override
    public void fill(long seed, int table, long row, float[] weights, int offset, int width) {
        long stream = Ids.combine(seed, table);
        for (int i = 0; i < width; i++) {
            long index = row * width + i;
            weights[offset + i] = index < elements ? distribution.at(stream, index) : 0;
        }
    }
}
