package io.millrace.model.kernel.vector;

import static jdk.incubator.vector.FloatVector.fromArray;

import io.millrace.model.kernel.Kernels;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The innermost loops over scattered rows of a table. */
final class Gathers {
    private static final VectorSpecies<Float> SPECIES = Lanes.SPECIES;
    private static final int COUNT = Lanes.COUNT;

    private Gathers() {}

    /** Floats between the partial sums of two rows, of which there are two. */
    static final int SUMS = 2;

    /** Two partial sums a row of the products of rows with {@code q}; four rows at a time hide their waits. */
    static void dots(
            float[] q, int qOffset, float[] table, int stride, int[] places, int from, int count, float[] sums) {
        FloatVector none = FloatVector.zero(SPECIES);
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            int r0 = places[from + i] * stride;
            int r1 = places[from + i + 1] * stride;
            int r2 = places[from + i + 2] * stride;
            int r3 = places[from + i + 3] * stride;
            FloatVector s0 = none;
            FloatVector s1 = none;
            FloatVector s2 = none;
            FloatVector s3 = none;
            FloatVector u0 = none;
            FloatVector u1 = none;
            FloatVector u2 = none;
            FloatVector u3 = none;
            for (int d = 0; d < stride; d += Kernels.LANES) {
                FloatVector x = fromArray(SPECIES, q, qOffset + d);
                s0 = x.fma(fromArray(SPECIES, table, r0 + d), s0);
                s1 = x.fma(fromArray(SPECIES, table, r1 + d), s1);
                s2 = x.fma(fromArray(SPECIES, table, r2 + d), s2);
                s3 = x.fma(fromArray(SPECIES, table, r3 + d), s3);
                if (!Lanes.WIDE) {
                    FloatVector y = fromArray(SPECIES, q, qOffset + d + COUNT);
                    u0 = y.fma(fromArray(SPECIES, table, r0 + d + COUNT), u0);
                    u1 = y.fma(fromArray(SPECIES, table, r1 + d + COUNT), u1);
                    u2 = y.fma(fromArray(SPECIES, table, r2 + d + COUNT), u2);
                    u3 = y.fma(fromArray(SPECIES, table, r3 + d + COUNT), u3);
                }
            }
            Lanes.two(s0, u0).intoArray(sums, i * SUMS);
            Lanes.two(s1, u1).intoArray(sums, (i + 1) * SUMS);
            Lanes.two(s2, u2).intoArray(sums, (i + 2) * SUMS);
            Lanes.two(s3, u3).intoArray(sums, (i + 3) * SUMS);
        }
        for (; i < count; i++) {
            int row = places[from + i] * stride;
            FloatVector s = none;
            FloatVector u = none;
            for (int d = 0; d < stride; d += Kernels.LANES) {
                s = fromArray(SPECIES, q, qOffset + d).fma(fromArray(SPECIES, table, row + d), s);
                if (!Lanes.WIDE) {
                    u = fromArray(SPECIES, q, qOffset + d + COUNT).fma(fromArray(SPECIES, table, row + d + COUNT), u);
                }
            }
            Lanes.two(s, u).intoArray(sums, i * SUMS);
        }
    }

    /** As {@link #dots} for rows of four vectors: the query stays in registers. */
    static void dots4(float[] q, int column, float[] table, int[] places, int from, int count, float[] sums) {
        FloatVector none = FloatVector.zero(SPECIES);
        FloatVector q0 = fromArray(SPECIES, q, column);
        FloatVector q1 = fromArray(SPECIES, q, column + COUNT);
        FloatVector q2 = fromArray(SPECIES, q, column + 2 * COUNT);
        FloatVector q3 = fromArray(SPECIES, q, column + 3 * COUNT);
        for (int i = 0; i < count; i++) {
            int row = places[from + i] * (4 * COUNT);
            FloatVector s = q0.fma(fromArray(SPECIES, table, row), none);
            if (Lanes.WIDE) {
                s = q1.fma(fromArray(SPECIES, table, row + COUNT), s);
                s = q2.fma(fromArray(SPECIES, table, row + 2 * COUNT), s);
                s = q3.fma(fromArray(SPECIES, table, row + 3 * COUNT), s);
                Lanes.two(s, none).intoArray(sums, i * SUMS);
            } else {
                FloatVector u = q1.fma(fromArray(SPECIES, table, row + COUNT), none);
                s = q2.fma(fromArray(SPECIES, table, row + 2 * COUNT), s);
                u = q3.fma(fromArray(SPECIES, table, row + 3 * COUNT), u);
                Lanes.two(s, u).intoArray(sums, i * SUMS);
            }
        }
    }

    /** Four vectors of each row: {@code dq += f·row}, held in registers, and {@code dRow += f·q}. */
    static void scatter4(
            float[] factors,
            int at,
            float[] q,
            float[] dq,
            int column,
            float[] table,
            float[] dTable,
            int d,
            int stride,
            int[] places,
            int from,
            int count) {
        FloatVector q0 = fromArray(SPECIES, q, column);
        FloatVector d0 = fromArray(SPECIES, dq, column);
        FloatVector q1 = fromArray(SPECIES, q, column + COUNT);
        FloatVector d1 = fromArray(SPECIES, dq, column + COUNT);
        FloatVector q2 = fromArray(SPECIES, q, column + 2 * COUNT);
        FloatVector d2 = fromArray(SPECIES, dq, column + 2 * COUNT);
        FloatVector q3 = fromArray(SPECIES, q, column + 3 * COUNT);
        FloatVector d3 = fromArray(SPECIES, dq, column + 3 * COUNT);
        for (int i = 0; i < count; i++) {
            int row = places[from + i] * stride + d;
            FloatVector factor = FloatVector.broadcast(SPECIES, factors[at + i]);
            d0 = factor.fma(fromArray(SPECIES, table, row), d0);
            factor.fma(q0, fromArray(SPECIES, dTable, row)).intoArray(dTable, row);
            d1 = factor.fma(fromArray(SPECIES, table, row + COUNT), d1);
            factor.fma(q1, fromArray(SPECIES, dTable, row + COUNT)).intoArray(dTable, row + COUNT);
            d2 = factor.fma(fromArray(SPECIES, table, row + 2 * COUNT), d2);
            factor.fma(q2, fromArray(SPECIES, dTable, row + 2 * COUNT)).intoArray(dTable, row + 2 * COUNT);
            d3 = factor.fma(fromArray(SPECIES, table, row + 3 * COUNT), d3);
            factor.fma(q3, fromArray(SPECIES, dTable, row + 3 * COUNT)).intoArray(dTable, row + 3 * COUNT);
        }
        d0.intoArray(dq, column);
        d1.intoArray(dq, column + COUNT);
        d2.intoArray(dq, column + 2 * COUNT);
        d3.intoArray(dq, column + 3 * COUNT);
    }

    /** One vector of each row. */
    static void scatter(
            float[] factors,
            int at,
            float[] q,
            float[] dq,
            int column,
            float[] table,
            float[] dTable,
            int d,
            int stride,
            int[] places,
            int from,
            int count) {
        FloatVector q0 = fromArray(SPECIES, q, column);
        FloatVector d0 = fromArray(SPECIES, dq, column);
        for (int i = 0; i < count; i++) {
            int row = places[from + i] * stride + d;
            FloatVector factor = FloatVector.broadcast(SPECIES, factors[at + i]);
            d0 = factor.fma(fromArray(SPECIES, table, row), d0);
            factor.fma(q0, fromArray(SPECIES, dTable, row)).intoArray(dTable, row);
        }
        d0.intoArray(dq, column);
    }
}
