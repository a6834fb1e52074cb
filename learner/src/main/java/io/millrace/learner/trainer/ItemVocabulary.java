package io.millrace.learner.trainer;

import io.millrace.model.baseline.Popularity;
import io.millrace.model.input.Negatives;
import io.millrace.model.sampling.NegativeSampler;
import io.millrace.schemas.id.Ids;
import it.unimi.dsi.fastutil.longs.Long2IntOpenHashMap;
import it.unimi.dsi.fastutil.longs.LongHeapPriorityQueue;
import java.util.Arrays;

/**
 * The items that a trainer has learnt from: where negatives are drawn and next items are ranked.
 *
 * <p>Bounded: of more items than {@code capacity} it keeps those with the smallest scrambled ids (a bottom-k sketch), a
 * uniform sample of the distinct items that does not depend on the order in which they came.
 */
public final class ItemVocabulary implements Negatives.Source {
    private static final int ABSENT = -1;

    private final int capacity;
    private final NegativeSampler sampler;
    private final Long2IntOpenHashMap indexOf = new Long2IntOpenHashMap();
    private final LongHeapPriorityQueue largestFirst = new LongHeapPriorityQueue(ItemVocabulary::byScrambledDescending);
    private final Popularity popularity = new Popularity();
    private long[] ids = new long[16];
    private float[][] vectors = new float[16][];
    private int size;

    /**
     * @param capacity the most items kept, at least 1
     * @param sampler of negatives, which knows no item yet
     */
    public ItemVocabulary(int capacity, NegativeSampler sampler) {
        if (capacity < 1) {
            throw new IllegalArgumentException("a vocabulary needs room for one item, not " + capacity);
        }
        this.capacity = capacity;
        this.sampler = sampler;
        indexOf.defaultReturnValue(ABSENT);
    }

    private static int byScrambledDescending(long a, long b) {
        return Long.compareUnsigned(Ids.mix(b), Ids.mix(a));
    }

    public int size() {
        return size;
    }

    public long id(int index) {
        return ids[index];
    }

    /** How often the items were positives, by index. */
    public Popularity popularity() {
        return popularity;
    }

    /** The L2-normalised row of the item at the index as last pulled; null if no trainer's step has pulled it yet. */
    public float[] vector(int index) {
        return vectors[index];
    }

    /** The item's index, or -1. */
    public int indexOf(long id) {
        return indexOf.get(id);
    }

    /** Adds {@code positives} to the item's count, taking the item in if it is new and there is room for its like. */
    public void add(long id, long positives) {
        int index = indexOf.get(id);
        if (index == ABSENT) {
            index = size < capacity ? append() : makeRoomFor(id);
            if (index == ABSENT) {
                return;
            }
            ids[index] = id;
            indexOf.put(id, index);
            largestFirst.enqueue(id);
        }
        popularity.add(index, positives);
        sampler.set(index, popularity.count(index));
    }

    private int append() {
        if (size == ids.length) {
            int grown = Math.min(capacity, 2 * size);
            ids = Arrays.copyOf(ids, grown);
            vectors = Arrays.copyOf(vectors, grown);
        }
        return size++;
    }

    /** The index of the item that has to go, or none if it is the new one. */
    private int makeRoomFor(long id) {
        long largest = largestFirst.firstLong();
        if (Long.compareUnsigned(Ids.mix(id), Ids.mix(largest)) >= 0) {
            return ABSENT;
        }
        largestFirst.dequeueLong();
        int index = indexOf.remove(largest);
        vectors[index] = null;
        popularity.forget(index);
        return index;
    }

    @Override
    public Negatives draw(int count, long seed, long[] supervised) {
        int[] places = new int[size == 0 ? 0 : count];
        float[] logProbabilities = new float[places.length];
        sampler.draw(seed, places, logProbabilities);
        long[] drawn = new long[places.length];
        for (int i = 0; i < drawn.length; i++) {
            drawn[i] = ids[places[i]];
        }
        float[] ofSupervised = new float[supervised.length];
        for (int i = 0; i < supervised.length; i++) {
            int index = indexOf.get(supervised[i]);
            ofSupervised[i] = sampler.logProbability(index == ABSENT ? 0 : popularity.count(index));
        }
        return new Negatives(drawn, logProbabilities, ofSupervised);
    }

    /** Remembers the row of an item, normalised, if the item is in the vocabulary. */
    public void observe(long id, float[] row, int offset, int width) {
        int index = indexOf.get(id);
        if (index == ABSENT) {
            return;
        }
        float[] vector = vectors[index];
        if (vector == null) {
            vector = new float[width];
            vectors[index] = vector;
        }
        float squares = 0;
        for (int j = 0; j < width; j++) {
            squares += row[offset + j] * row[offset + j];
        }
        float scale = (float) (1 / Math.max(Math.sqrt(squares), 1e-6));
        for (int j = 0; j < width; j++) {
            vector[j] = row[offset + j] * scale;
        }
    }

    /** Takes over a {@link #vector} as it is, to the last bit, if the item is in the vocabulary. */
    public void restoreVector(long id, float[] vector) {
        int index = indexOf.get(id);
        if (index != ABSENT) {
            vectors[index] = vector;
        }
    }
}
