package io.millrace.sequence.timeline;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.Arrays;

/**
 * Plays alarms in the order of their time, those of one moment by user. Flink's queue of timers keeps the order of time,
 * but within a moment one that depends on what the queue has been through, and so is another after a restore: examples
 * would come in another order, and weights differ.
 */
public final class Alarms {
    /** Whom an alarm wakes. */
    @FunctionalInterface
    public interface Player {
        void onAlarm(long user, long time);
    }

    private final Player player;
    private final LongArrayList users = new LongArrayList();
    private long moment;
    private long earliestSet;

    public Alarms(Player player) {
        this.player = player;
    }

    /** Told of every alarm that is set, perhaps while others are played. */
    public void set(long time) {
        earliestSet = Math.min(earliestSet, time);
    }

    /**
     * Takes an alarm that goes off, none of which is earlier than the last. The alarms before its moment are played.
     *
     * @return false if, by what was played, an alarm has been set that comes first: then this one is not taken, and has to
     *     go off again after it
     */
    public boolean take(long user, long time) {
        if (time != moment && play() && earliestSet < time) {
            return false;
        }
        moment = time;
        users.add(user);
        return true;
    }

    /** Plays what was taken and has not been played; returns whether there was anything. */
    public boolean play() {
        if (users.isEmpty()) {
            return false;
        }
        long[] playing = users.toLongArray();
        users.clear();
        earliestSet = Long.MAX_VALUE;
        Arrays.sort(playing);
        for (long user : playing) {
            player.onAlarm(user, moment);
        }
        return true;
    }
}
