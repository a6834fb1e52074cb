package io.millrace.serving.index;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The best k of the items offered: higher score first, smaller id first among equal scores, so that the answer does not
 * depend on the order of the offers. A score that is not a number never gets in.
 */
public final class TopK {
    private final long[] items;
    private final float[] scores;
    private int size;

    /** @param k how many to keep, at least 1 */
    public TopK(int k) {
        if (k < 1) {
            throw new IllegalArgumentException("k must be at least 1, not " + k);
        }
        this.items = new long[k];
        this.scores = new float[k];
    }

    /** Offers one item; an item offered twice counts as two. */
    public void offer(long item, float score) {
        if (Float.isNaN(score)) {
            return;
        }
        if (size < items.length) {
            siftUp(size++, item, score);
        } else if (better(item, score, items[0], scores[0])) {
            siftDown(item, score);
        }
    }

    /** An item with a score below this is in vain: the worst kept, or negative infinity as long as there is room. */
    public float least() {
        return size < items.length ? Float.NEGATIVE_INFINITY : scores[0];
    }

    /** Takes everything out, best first. */
    public List<ScoredItem> drain() {
        List<ScoredItem> best = new ArrayList<>(size);
        while (size > 0) {
            best.add(new ScoredItem(items[0], scores[0]));
            size--;
            siftDown(items[size], scores[size]);
        }
        Collections.reverse(best);
        return best;
    }

    private static boolean better(long item, float score, long other, float otherScore) {
        return score > otherScore || score == otherScore && item < other;
    }

    /** The worst is at the root; a parent is never better than its children. */
    private void siftUp(int hole, long item, float score) {
        while (hole > 0) {
            int parent = (hole - 1) / 2;
            if (!better(items[parent], scores[parent], item, score)) {
                break;
            }
            move(parent, hole);
            hole = parent;
        }
        set(hole, item, score);
    }

    private void siftDown(long item, float score) {
        int hole = 0;
        for (int child = 1; child < size; child = 2 * hole + 1) {
            int sibling = child + 1;
            if (sibling < size && better(items[child], scores[child], items[sibling], scores[sibling])) {
                child = sibling;
            }
            if (!better(item, score, items[child], scores[child])) {
                break;
            }
            move(child, hole);
            hole = child;
        }
        set(hole, item, score);
    }

    private void move(int from, int to) {
        set(to, items[from], scores[from]);
    }

    private void set(int at, long item, float score) {
        items[at] = item;
        scores[at] = score;
    }
}
