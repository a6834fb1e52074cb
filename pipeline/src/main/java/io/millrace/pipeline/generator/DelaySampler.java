package io.millrace.pipeline.generator;

import io.millrace.pipeline.generator.WorldConfig.Delays;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/** Draws how long users take, in milliseconds. */
final class DelaySampler {
    private final Delays delays;
    private final RandomGenerator random;

    DelaySampler(Delays delays, RandomGenerator random) {
        this.delays = delays;
        this.random = random;
    }

    /** From impression to click. */
    long click() {
        return cut(
                () -> delays.meanClick().toMillis() * random.nextExponential(),
                delays.longestClick().toMillis());
    }

    /** From click to conversion. */
    long convert() {
        return cut(
                () -> delays.medianConversion().toMillis()
                        * Math.exp(delays.conversionSpread() * random.nextGaussian()),
                delays.longestConversion().toMillis());
    }

    private static long cut(DoubleSupplier draw, long longest) {
        double delay;
        do {
            delay = draw.getAsDouble();
        } while (delay > longest);
        return (long) delay;
    }
}
