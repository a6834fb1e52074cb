package io.millrace.benchmarks.peak;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/** How many floating-point operations a second one core can do at most: fused multiply-adds that wait for nothing. */
public final class FmaPeak {
    private static final VectorSpecies<Float> SPECIES = FloatVector.SPECIES_PREFERRED;
    private static final int CHAINS = 10;
    private static final int STEPS = 50_000_000;
    private static final int ROUNDS = 4;

    private static volatile float sink;

    private FmaPeak() {}

    /** In GFLOP/s, the best of a few rounds; about two seconds. */
    public static double measure() {
        double best = 0;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            sink = chains(STEPS, 0.999f, 0.001f);
            double seconds = (System.nanoTime() - start) * 1e-9;
            best = Math.max(best, 2.0 * CHAINS * SPECIES.length() * STEPS / seconds * 1e-9);
        }
        return best;
    }

    private static float chains(int steps, float x, float y) {
        FloatVector factor = FloatVector.broadcast(SPECIES, x);
        FloatVector summand = FloatVector.broadcast(SPECIES, y);
        FloatVector a = factor;
        FloatVector b = factor;
        FloatVector c = factor;
        FloatVector d = factor;
        FloatVector e = factor;
        FloatVector f = factor;
        FloatVector g = factor;
        FloatVector h = factor;
        FloatVector i = factor;
        FloatVector j = factor;
        for (int step = 0; step < steps; step++) {
            a = a.fma(factor, summand);
            b = b.fma(factor, summand);
            c = c.fma(factor, summand);
            d = d.fma(factor, summand);
            e = e.fma(factor, summand);
            f = f.fma(factor, summand);
            g = g.fma(factor, summand);
            h = h.fma(factor, summand);
            i = i.fma(factor, summand);
            j = j.fma(factor, summand);
        }
        return a.add(b).add(c).add(d).add(e).add(f).add(g).add(h).add(i).add(j).lane(0);
    }
}
