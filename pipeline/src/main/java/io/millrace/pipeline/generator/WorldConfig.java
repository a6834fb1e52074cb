package io.millrace.pipeline.generator;

import java.time.Duration;
import java.time.Instant;

/**
 * Everything that decides what happens in a world; equal configurations give equal events.
 *
 * @param population who is there
 * @param behaviour how likely they act
 * @param delays how long they take
 * @param stream how it is told
 * @param driftHalfLife after it, a latent vector's correlation with what it was at the start is one half
 * @param seed of everything that is random
 */
public record WorldConfig(
        Population population, Behaviour behaviour, Delays delays, Stream stream, Duration driftHalfLife, long seed) {

    /**
     * Who is there. A spread is the standard deviation of the logarithm: with 0 all are alike.
     *
     * @param users how many
     * @param items how many
     * @param categories of items
     * @param activitySpread of how often users are shown something
     * @param popularitySpread of how often items are shown
     */
    public record Population(int users, int items, int categories, double activitySpread, double popularitySpread) {}

    /**
     * How likely users act. A bias is the log-odds where there is no preference; a scale is the standard deviation of the
     * log-odds that preference makes.
     *
     * @param clickBias of a click on an impression
     * @param clickScale of a click on an impression
     * @param convertBias of a conversion after a click
     * @param convertScale of a conversion after a click
     * @param membershipLift added to the log-odds of a conversion per level of membership
     */
    public record Behaviour(
            double clickBias, double clickScale, double convertBias, double convertScale, double membershipLift) {}

    /**
     * How long users take. Both distributions are cut off, by drawing again.
     *
     * @param meanClick mean of the exponential delay from impression to click, before the cut
     * @param longestClick its cut
     * @param medianConversion median of the log-normal delay from click to conversion, before the cut
     * @param conversionSpread standard deviation of its logarithm
     * @param longestConversion its cut
     * @param membership how long a level of membership lasts at least
     */
    public record Delays(
            Duration meanClick,
            Duration longestClick,
            Duration medianConversion,
            double conversionSpread,
            Duration longestConversion,
            Duration membership) {}

    /**
     * How the world is told.
     *
     * @param start time of the beginning
     * @param impressionsPerSecond mean rate in event time
     * @param disorder how much later than another an event may have happened and still be told before it
     * @param duplicateRate share of the events that are told a second time, within {@link #DUPLICATE_WITHIN}
     */
    public record Stream(Instant start, double impressionsPerSecond, Duration disorder, double duplicateRate) {
        /** How long after the first time an event may be told again. */
        public static final Duration DUPLICATE_WITHIN = Duration.ofMinutes(1);
    }

    /**
     * A few hundred users in a hurry, who know what they want: what comes of an impression is known after a minute at most,
     * and some minutes show what there is to learn.
     */
    public static WorldConfig lively(Instant start, long seed) {
        WorldConfig standard = standard(start, seed);
        return new WorldConfig(
                new Population(300, 120, 8, 1, 1.2),
                new Behaviour(-2, 4, -1, 3, 0.5),
                new Delays(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(8),
                        1,
                        Duration.ofSeconds(40),
                        Duration.ofMinutes(10)),
                new Stream(start, 150, Duration.ZERO, 0),
                Duration.ofHours(1),
                seed);
    }

    /** Some thousands of users and items who click one impression in six and buy after one click in four. */
    public static WorldConfig standard(Instant start, long seed) {
        return new WorldConfig(
                new Population(2_000, 1_000, 20, 1, 1.2),
                new Behaviour(-2.2, 1.6, -1.6, 1.2, 0.5),
                new Delays(
                        Duration.ofSeconds(10),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(20),
                        1.2,
                        Duration.ofHours(6),
                        Duration.ofDays(2)),
                new Stream(start, 20, Duration.ZERO, 0),
                Duration.ofDays(7),
                seed);
    }
}
