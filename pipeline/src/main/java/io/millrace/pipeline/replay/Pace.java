package io.millrace.pipeline.replay;

/**
 * How fast event time passes.
 *
 * @param factor seconds of event time per second of the clock; infinite for as fast as possible
 */
public record Pace(double factor) {
    /** As fast as the broker takes the events. */
    public static final Pace MAX = new Pace(Double.POSITIVE_INFINITY);

    public Pace {
        if (!(factor > 0)) {
            throw new IllegalArgumentException("a pace is greater than 0, not " + factor);
        }
    }

    /** {@code factor} times as fast as the events happened; 1 for as fast. */
    public static Pace times(double factor) {
        return new Pace(factor);
    }
}
