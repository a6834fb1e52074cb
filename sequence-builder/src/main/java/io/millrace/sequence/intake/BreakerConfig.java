package io.millrace.sequence.intake;

import java.io.Serializable;

/**
 * When so much of the input is bad that the job had better stop.
 *
 * @param window how many of the latest records are looked at; those not yet seen count as good
 * @param ratio share of the window above which it stops, in (0, 1]; 1 is never
 */
public record BreakerConfig(int window, double ratio) implements Serializable {
    public BreakerConfig {
        if (window < 1) {
            throw new IllegalArgumentException("the breaker's window must be positive, is " + window);
        }
        if (!(ratio > 0 && ratio <= 1)) {
            throw new IllegalArgumentException("the breaker's ratio must be above 0 and at most 1, is " + ratio);
        }
    }

    public static BreakerConfig defaults() {
        return new BreakerConfig(10_000, 0.5);
    }

    /** Never stops the job. */
    public static BreakerConfig off() {
        return new BreakerConfig(1, 1);
    }
}
