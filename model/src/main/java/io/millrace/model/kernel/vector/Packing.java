package io.millrace.model.kernel.vector;

import static jdk.incubator.vector.FloatVector.fromArray;

import io.millrace.model.kernel.Panels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** Copies of rows in the order in which tiles read them. */
final class Packing {
    private static final VectorSpecies<Float> SPECIES = Tiles.SPECIES;
    private static final int LANES = Tiles.LANES;

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
                    fromArray(SPECIES, source, at + LANES).intoArray(target, panel + row * Panels.WIDTH + LANES);
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
        FloatVector zero = FloatVector.zero(SPECIES);
        int whole = columns / LANES * LANES;
        for (int row = 0; row < rows; row++) {
            int at = from + row * stride;
            int panel = to + row * Panels.WIDTH;
            (whole == 0 ? zero : fromArray(SPECIES, source, at)).intoArray(target, panel);
            zero.intoArray(target, panel + LANES);
            for (int i = whole; i < columns; i++) {
                target[panel + i] = source[at + i];
            }
        }
    }
}
