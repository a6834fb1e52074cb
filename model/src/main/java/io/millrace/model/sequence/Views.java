package io.millrace.model.sequence;

import io.millrace.model.kernel.Matrix;

/** One view a head. */
public final class Views {
    private Views() {}

    /** As many views as heads, which point nowhere. */
    public static Matrix[] create(int heads) {
        Matrix[] views = new Matrix[heads];
        for (int head = 0; head < heads; head++) {
            views[head] = new Matrix();
        }
        return views;
    }

    /** Points the views at columns of {@code all}, {@code width} for each head from {@code first} on. */
    public static void heads(Matrix[] views, Matrix all, int first, int width) {
        for (int head = 0; head < views.length; head++) {
            views[head].asColumns(all, first + head * width, first + (head + 1) * width);
        }
    }
}
