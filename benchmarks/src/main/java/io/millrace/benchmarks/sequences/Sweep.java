package io.millrace.benchmarks.sequences;

import java.util.ArrayList;
import java.util.List;

/**
 * Where throughput is looked at.
 *
 * @param byUsers from few users to a million, {@link #EVENTS_PER_USER} events each, as far as the bound allows
 * @param byEventsPerUser from short histories to long ones, the same number of events in all
 */
record Sweep(List<Traffic> byUsers, List<Traffic> byEventsPerUser) {
    static final int EVENTS_PER_USER = 50;

    private static final int[] USERS = {1_000, 10_000, 100_000, 1_000_000};
    private static final int[] HISTORIES = {50, 200, 1_000, 2_000, 4_000};

    /**
     * @param like skew, gap and seed are its
     * @param mostEvents on one topic over the numbers of users; each user has fewer events where it binds
     * @param historyEvents on one topic over the lengths of histories
     */
    static Sweep of(Traffic like, long mostEvents, long historyEvents) {
        List<Traffic> byUsers = new ArrayList<>();
        for (int users : USERS) {
            int each = (int) Math.min(EVENTS_PER_USER, mostEvents / users);
            if (each > 0) {
                byUsers.add(new Traffic(users, each, like.skew(), like.gap(), like.seed()));
            }
        }
        List<Traffic> byEventsPerUser = new ArrayList<>();
        for (int each : HISTORIES) {
            byEventsPerUser.add(new Traffic((int) (historyEvents / each), each, like.skew(), like.gap(), like.seed()));
        }
        return new Sweep(byUsers, byEventsPerUser);
    }
}
