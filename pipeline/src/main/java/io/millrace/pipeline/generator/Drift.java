package io.millrace.pipeline.generator;

import io.millrace.schemas.id.Ids;
import java.util.SplittableRandom;

/**
 * Standard normal vectors that change with time, as a function of the seed, whose vector it is, and the time: nothing is
 * stored, and no order is asked for.
 *
 * <p>Time is cut into ages of 1.5 half-lives. Each vector has a drawing a_k ~ N(0, I) per age, and moves on a great circle
 * from one to the next: {@code v(t) = cos(φ) a_k + sin(φ) a_{k+1}}, {@code φ = (π/2) frac(t / age)}. Hence v(t) ~ N(0, I)
 * at any time, and its correlation with v(start) is cos φ: one half after a half-life, none after one age.
 */
final class Drift {
    private static final double AGE_PER_HALF_LIFE = 1.5;

    private final long seed;
    private final long start;
    private final double ageMillis;

    Drift(WorldConfig config) {
        this.seed = config.seed();
        this.start = config.stream().start().toEpochMilli();
        this.ageMillis = config.driftHalfLife().toMillis() * AGE_PER_HALF_LIFE;
    }

    /** v(t), written into {@code into}. {@code whose} is any number that nothing else in this world has. */
    void vector(long whose, long time, double[] into) {
        double ages = (time - start) / ageMillis;
        long age = (long) Math.floor(ages);
        double angle = Math.PI / 2 * (ages - age);
        double here = Math.cos(angle);
        double there = Math.sin(angle);
        SplittableRandom first = drawing(whose, age);
        SplittableRandom second = drawing(whose, age + 1);
        for (int i = 0; i < into.length; i++) {
            into[i] = here * first.nextGaussian() + there * second.nextGaussian();
        }
    }

    private SplittableRandom drawing(long whose, long age) {
        return new SplittableRandom(Ids.combine(Ids.combine(seed, whose), age));
    }
}
