package io.millrace.benchmarks.sequences;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * What happens on a made-up events topic; equal values give equal events, see {@link TrafficEvents}.
 *
 * @param users how many there are
 * @param eventsPerUser on average
 * @param skew s: the k-th user has a share of events proportional to k^−s; 0 if all are alike
 * @param gap mean event time between two events of a user; decides how many users share a moment
 * @param seed of everything that is random
 */
record Traffic(int users, int eventsPerUser, double skew, Duration gap, long seed) {
    static final Instant START = Instant.parse("2024-01-01T00:00:00Z");

    /** How much later than a younger event an event may come, at most. */
    static final Duration DISORDER = Duration.ofMillis(500);

    long events() {
        return (long) users * eventsPerUser;
    }

    /** For people. */
    String description() {
        return String.format(
                Locale.ROOT,
                "%,d events of %,d users (%s), a user's %.0f s apart on average, up to %d ms out of order;"
                        + " %d %% impressions, %d %% clicks, %d %% conversions, the rest attribute changes",
                events(),
                users,
                skew == 0 ? "all alike" : "Zipf, exponent " + skew,
                gap.toMillis() / 1000.0,
                DISORDER.toMillis(),
                TrafficEvents.IMPRESSIONS,
                TrafficEvents.CLICKS,
                TrafficEvents.CONVERSIONS);
    }
}
