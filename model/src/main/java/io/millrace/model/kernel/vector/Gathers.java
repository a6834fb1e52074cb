package io.millrace.model.kernel.vector;

import static jdk.incubator.vector.FloatVector.fromArray;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** The innermost loops over scattered rows of a table. */
final class Gathers {
    private static final VectorSpecies<Float> SPECIES = Tiles.SPECIES;
    private static final int LANES = Tiles.LANES;

    private Gathers() {}

    /** Partial sums of the products of rows with {@code q}, {@link #LANES} a row; four rows at a time hide their waits. */
    static void dots(
            float[] q, int qOffset, float[] table, int stride, int[] places, int from, int count, float[] sums) {
        int i = 0;
        for (; i + 4 <= count; i += 4) {
            int r0 = places[from + i] * stride;
            int r1 = places[from + i + 1] * stride;
            int r2 = places[from + i + 2] * stride;
            int r3 = places[from + i + 3] * stride;
            FloatVector s0 = FloatVector.zero(SPECIES);
            FloatVector s1 = FloatVector.zero(SPECIES);
            FloatVector s2 = FloatVector.zero(SPECIES);
            FloatVector s3 = FloatVector.zero(SPECIES);
            for (int d = 0; d < stride; d += LANES) {
                FloatVector x = fromArray(SPECIES, q, qOffset + d);
                s0 = x.fma(fromArray(SPECIES, table, r0 + d), s0);
                s1 = x.fma(fromArray(SPECIES, table, r1 + d), s1);
                s2 = x.fma(fromArray(SPECIES, table, r2 + d), s2);
                s3 = x.fma(fromArray(SPECIES, table, r3 + d), s3);
            }
            s0.intoArray(sums, i * LANES);
            s1.intoArray(sums, (i + 1) * LANES);
            s2.intoArray(sums, (i + 2) * LANES);
            s3.intoArray(sums, (i + 3) * LANES);
        }
        for (; i < count; i++) {
            int row = places[from + i] * stride;
            FloatVector sum = FloatVector.zero(SPECIES);
            for (int d = 0; d < stride; d += LANES) {
                sum = fromArray(SPECIES, q, qOffset + d).fma(fromArray(SPECIES, table, row + d), sum);
            }
            sum.intoArray(sums, i * LANES);
        }
    }

    /** As {@link #dots} for rows of seven vectors, which are those of a width of fifty: the query stays in registers. */
    static void dots7(float[] q, int column, float[] table, int[] places, int from, int count, float[] sums) {
        FloatVector q0 = fromArray(SPECIES, q, column);
        FloatVector q1 = fromArray(SPECIES, q, column + LANES);
        FloatVector q2 = fromArray(SPECIES, q, column + 2 * LANES);
        FloatVector q3 = fromArray(SPECIES, q, column + 3 * LANES);
        FloatVector q4 = fromArray(SPECIES, q, column + 4 * LANES);
        FloatVector q5 = fromArray(SPECIES, q, column + 5 * LANES);
        FloatVector q6 = fromArray(SPECIES, q, column + 6 * LANES);
        for (int i = 0; i < count; i++) {
            int row = places[from + i] * (7 * LANES);
            FloatVector sum = q0.mul(fromArray(SPECIES, table, row));
            sum = q1.fma(fromArray(SPECIES, table, row + LANES), sum);
            sum = q2.fma(fromArray(SPECIES, table, row + 2 * LANES), sum);
            sum = q3.fma(fromArray(SPECIES, table, row + 3 * LANES), sum);
            sum = q4.fma(fromArray(SPECIES, table, row + 4 * LANES), sum);
            sum = q5.fma(fromArray(SPECIES, table, row + 5 * LANES), sum);
            sum = q6.fma(fromArray(SPECIES, table, row + 6 * LANES), sum);
            sum.intoArray(sums, i * LANES);
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
        FloatVector q1 = fromArray(SPECIES, q, column + LANES);
        FloatVector d1 = fromArray(SPECIES, dq, column + LANES);
        FloatVector q2 = fromArray(SPECIES, q, column + 2 * LANES);
        FloatVector d2 = fromArray(SPECIES, dq, column + 2 * LANES);
        FloatVector q3 = fromArray(SPECIES, q, column + 3 * LANES);
        FloatVector d3 = fromArray(SPECIES, dq, column + 3 * LANES);
        for (int i = 0; i < count; i++) {
            int row = places[from + i] * stride + d;
            FloatVector factor = FloatVector.broadcast(SPECIES, factors[at + i]);
            d0 = factor.fma(fromArray(SPECIES, table, row), d0);
            factor.fma(q0, fromArray(SPECIES, dTable, row)).intoArray(dTable, row);
            d1 = factor.fma(fromArray(SPECIES, table, row + LANES), d1);
            factor.fma(q1, fromArray(SPECIES, dTable, row + LANES)).intoArray(dTable, row + LANES);
            d2 = factor.fma(fromArray(SPECIES, table, row + 2 * LANES), d2);
            factor.fma(q2, fromArray(SPECIES, dTable, row + 2 * LANES)).intoArray(dTable, row + 2 * LANES);
            d3 = factor.fma(fromArray(SPECIES, table, row + 3 * LANES), d3);
            factor.fma(q3, fromArray(SPECIES, dTable, row + 3 * LANES)).intoArray(dTable, row + 3 * LANES);
        }
        d0.intoArray(dq, column);
        d1.intoArray(dq, column + LANES);
        d2.intoArray(dq, column + 2 * LANES);
        d3.intoArray(dq, column + 3 * LANES);
    }

    /** Three vectors of each row. */
    static void scatter3(
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
        FloatVector q1 = fromArray(SPECIES, q, column + LANES);
        FloatVector d1 = fromArray(SPECIES, dq, column + LANES);
        FloatVector q2 = fromArray(SPECIES, q, column + 2 * LANES);
        FloatVector d2 = fromArray(SPECIES, dq, column + 2 * LANES);
        for (int i = 0; i < count; i++) {
            int row = places[from + i] * stride + d;
            FloatVector factor = FloatVector.broadcast(SPECIES, factors[at + i]);
            d0 = factor.fma(fromArray(SPECIES, table, row), d0);
            factor.fma(q0, fromArray(SPECIES, dTable, row)).intoArray(dTable, row);
            d1 = factor.fma(fromArray(SPECIES, table, row + LANES), d1);
            factor.fma(q1, fromArray(SPECIES, dTable, row + LANES)).intoArray(dTable, row + LANES);
            d2 = factor.fma(fromArray(SPECIES, table, row + 2 * LANES), d2);
            factor.fma(q2, fromArray(SPECIES, dTable, row + 2 * LANES)).intoArray(dTable, row + 2 * LANES);
        }
        d0.intoArray(dq, column);
        d1.intoArray(dq, column + LANES);
        d2.intoArray(dq, column + 2 * LANES);
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

    /** {@code dq += Σ f·row} for rows of seven vectors. */
    static void gather7(
            float[] factors, int at, float[] dq, int column, float[] table, int[] places, int from, int count) {
        FloatVector d0 = fromArray(SPECIES, dq, column);
        FloatVector d1 = fromArray(SPECIES, dq, column + LANES);
        FloatVector d2 = fromArray(SPECIES, dq, column + 2 * LANES);
        FloatVector d3 = fromArray(SPECIES, dq, column + 3 * LANES);
        FloatVector d4 = fromArray(SPECIES, dq, column + 4 * LANES);
        FloatVector d5 = fromArray(SPECIES, dq, column + 5 * LANES);
        FloatVector d6 = fromArray(SPECIES, dq, column + 6 * LANES);
        for (int i = 0; i < count; i++) {
            int row = places[from + i] * (7 * LANES);
            FloatVector factor = FloatVector.broadcast(SPECIES, factors[at + i]);
            d0 = factor.fma(fromArray(SPECIES, table, row), d0);
            d1 = factor.fma(fromArray(SPECIES, table, row + LANES), d1);
            d2 = factor.fma(fromArray(SPECIES, table, row + 2 * LANES), d2);
            d3 = factor.fma(fromArray(SPECIES, table, row + 3 * LANES), d3);
            d4 = factor.fma(fromArray(SPECIES, table, row + 4 * LANES), d4);
            d5 = factor.fma(fromArray(SPECIES, table, row + 5 * LANES), d5);
            d6 = factor.fma(fromArray(SPECIES, table, row + 6 * LANES), d6);
        }
        d0.intoArray(dq, column);
        d1.intoArray(dq, column + LANES);
        d2.intoArray(dq, column + 2 * LANES);
        d3.intoArray(dq, column + 3 * LANES);
        d4.intoArray(dq, column + 4 * LANES);
        d5.intoArray(dq, column + 5 * LANES);
        d6.intoArray(dq, column + 6 * LANES);
    }

    /** {@code dRow += f·q} for rows of seven vectors. */
    static void scatter7(
            float[] factors, int at, float[] q, int column, float[] dTable, int[] places, int from, int count) {
        FloatVector q0 = fromArray(SPECIES, q, column);
        FloatVector q1 = fromArray(SPECIES, q, column + LANES);
        FloatVector q2 = fromArray(SPECIES, q, column + 2 * LANES);
        FloatVector q3 = fromArray(SPECIES, q, column + 3 * LANES);
        FloatVector q4 = fromArray(SPECIES, q, column + 4 * LANES);
        FloatVector q5 = fromArray(SPECIES, q, column + 5 * LANES);
        FloatVector q6 = fromArray(SPECIES, q, column + 6 * LANES);
        for (int i = 0; i < count; i++) {
            int row = places[from + i] * (7 * LANES);
            FloatVector factor = FloatVector.broadcast(SPECIES, factors[at + i]);
            factor.fma(q0, fromArray(SPECIES, dTable, row)).intoArray(dTable, row);
            factor.fma(q1, fromArray(SPECIES, dTable, row + LANES)).intoArray(dTable, row + LANES);
            factor.fma(q2, fromArray(SPECIES, dTable, row + 2 * LANES)).intoArray(dTable, row + 2 * LANES);
            factor.fma(q3, fromArray(SPECIES, dTable, row + 3 * LANES)).intoArray(dTable, row + 3 * LANES);
            factor.fma(q4, fromArray(SPECIES, dTable, row + 4 * LANES)).intoArray(dTable, row + 4 * LANES);
            factor.fma(q5, fromArray(SPECIES, dTable, row + 5 * LANES)).intoArray(dTable, row + 5 * LANES);
            factor.fma(q6, fromArray(SPECIES, dTable, row + 6 * LANES)).intoArray(dTable, row + 6 * LANES);
        }
    }
}
