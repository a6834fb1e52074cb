package io.millrace.learner.trainer;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the vectors of an {@link ItemVocabulary} down, in parts that can be given to different trainers: the width of a
 * vector (int), then each item's id (long) and its vector (floats).
 */
public final class VocabularyRows {
    private static final int ITEMS_IN_A_PART = 256;

    private VocabularyRows() {}

    /** All vectors that are known; no part if none is. */
    public static List<byte[]> encode(ItemVocabulary vocabulary) {
        int[] known = new int[vocabulary.size()];
        int count = 0;
        for (int i = 0; i < vocabulary.size(); i++) {
            if (vocabulary.vector(i) != null) {
                known[count++] = i;
            }
        }
        List<byte[]> parts = new ArrayList<>();
        for (int from = 0; from < count; from += ITEMS_IN_A_PART) {
            parts.add(part(vocabulary, known, from, Math.min(count, from + ITEMS_IN_A_PART)));
        }
        return parts;
    }

    private static byte[] part(ItemVocabulary vocabulary, int[] known, int from, int to) {
        int width = vocabulary.vector(known[from]).length;
        ByteBuffer part = ByteBuffer.allocate(Integer.BYTES + (to - from) * (Long.BYTES + width * Float.BYTES));
        part.putInt(width);
        for (int i = from; i < to; i++) {
            part.putLong(vocabulary.id(known[i]));
            for (float value : vocabulary.vector(known[i])) {
                part.putFloat(value);
            }
        }
        return part.array();
    }

    /** Restores the vectors in a part to the last bit, those of items in the vocabulary. */
    public static void restore(byte[] encoded, ItemVocabulary vocabulary) {
        ByteBuffer part = ByteBuffer.wrap(encoded);
        int width = part.getInt();
        while (part.hasRemaining()) {
            long id = part.getLong();
            float[] vector = new float[width];
            for (int j = 0; j < width; j++) {
                vector[j] = part.getFloat();
            }
            vocabulary.restoreVector(id, vector);
        }
    }
}
