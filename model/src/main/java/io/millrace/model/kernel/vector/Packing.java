package io.millrace.model.kernel.vector;

import static jdk.incubator.vector.FloatVector.fromArray;

import io.millrace.model.kernel.Panels;
import java.util.Arrays;
import jdk.incubator.vector.VectorSpecies;

/** Copies of rows in the order in which tiles read them. */
final class Packing {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int COUNT = Lanes.COUNT;

    /** Rows that are packed at a time: few enough to be in the first cache still when the next panel takes of them. */
    private static final int PACKED_ROWS = 32;

    private Packing() {}

    static void packRows(
            float[] source, int from, int stride, int rows, int columns, float[] target, int to, int panelStride) {
        int whole = columns / Panels.WIDTH * Panels.WIDTH;
        for (int first = 0; first < rows; first += PACKED_ROWS) {
            int count = Math.min(PACKED_ROWS, rows - first);
            int source0 = from + first * stride;
            int target0 = to + first * Panels.WIDTH;
            for (int column = 0; column < whole; column += Panels.WIDTH) {
                int panel = target0 + column / Panels.WIDTH * panelStride;
                for (int row = 0; row < count; row++) {
                    int at = source0 + column + row * stride;
                    fromArray(SPECIES, source, at).intoArray(target, panel + row * Panels.WIDTH);
                    if (!Lanes.WIDE) {
                        fromArray(SPECIES, source, at + COUNT).intoArray(target, panel + row * Panels.WIDTH + COUNT);
                    }
                }
            }
        }
        if (whole < columns) {
            packLastPanel(
                    source,
                    from + whole,
                    stride,
                    rows,
                    columns - whole,
                    target,
                    to + whole / Panels.WIDTH * panelStride);
        }
    }

    private static void packLastPanel(
            float[] source, int from, int stride, int rows, int columns, float[] target, int to) {
        for (int row = 0; row < rows; row++) {
            int at = from + row * stride;
            int panel = to + row * Panels.WIDTH;
            if (at + Panels.WIDTH > source.length) {
                Arrays.fill(target, panel, panel + Panels.WIDTH, 0);
                System.arraycopy(source, at, target, panel, columns);
                continue;
            }
            for (int i = 0; i < Panels.WIDTH; i += COUNT) {
                int left = Math.max(0, Math.min(COUNT, columns - i));
                Lanes.first(fromArray(SPECIES, source, at + i), left).intoArray(target, panel + i);
            }
        }
    }
}
