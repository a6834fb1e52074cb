package io.millrace.sequence.timeline;

import java.util.PriorityQueue;

/**
 * Wakes users in the order of time, those of one moment by user. Flink's queue of timers keeps the order of time, but within
 * a moment one that depends on what the queue has been through, and so is another after a restore: examples would come in
 * another order, and weights differ.
 *
 * <p>Alarms are in the heap as long as there is room, and do not become timers, which are a write, a read and a removal in
 * RocksDB each. Half of the room is for those that are due soon, such as a user's next turn: of more users than there is
 * room for, most would be woken only in the far future.
 */
public final class Alarms {
    /** Whom an alarm wakes. */
    @FunctionalInterface
    public interface Player {
        void onAlarm(long user, long time);
    }

    /** Keeps alarms in the order of their time, and hands them back to {@link #goOff}. */
    @FunctionalInterface
    public interface Timers {
        void set(long user, long time);
    }

    private record Due(long time, long user) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            return time == other.time ? Long.compare(user, other.user) : Long.compare(time, other.time);
        }
    }

    private final Player player;
    private final Timers timers;
    private final long soon;
    private final int most;
    private final PriorityQueue<Due> queue = new PriorityQueue<>();
    private long reached = Long.MIN_VALUE;

    /**
     * @param soon how far ahead of the moment that is played an alarm is due soon, milliseconds
     * @param most alarms in the heap, but for those of that moment and before
     */
    public Alarms(Player player, Timers timers, long soon, int most) {
        this.player = player;
        this.timers = timers;
        this.soon = soon;
        this.most = most;
    }

    /** Sets an alarm, perhaps while others are played. */
    public void set(long user, long time) {
        int room = time <= reached + soon ? most : most / 2;
        if (time <= reached || queue.size() < room) {
            queue.add(new Due(time, user));
        } else {
            timers.set(user, time);
        }
    }

    /** Takes back one of {@link #all}. */
    public void restore(long user, long time) {
        queue.add(new Due(time, user));
    }

    /** Takes back a timer that goes off, none of which is earlier than the last. The alarms before its moment are played. */
    public void goOff(long user, long time) {
        playUntil(time - 1);
        queue.add(new Due(time, user));
    }

    /** Plays the alarms up to and including {@code until}, once no timer is left that goes off by then. */
    public void playUntil(long until) {
        reached = Math.max(reached, until);
        while (!queue.isEmpty() && queue.peek().time() <= until) {
            Due next = queue.poll();
            while (next.equals(queue.peek())) {
                queue.poll();
            }
            player.onAlarm(next.user(), next.time());
        }
    }

    public int size() {
        return queue.size();
    }

    /** Those in the heap: user and time of each, in no particular order. */
    public long[] all() {
        long[] pairs = new long[2 * queue.size()];
        int at = 0;
        for (Due due : queue) {
            pairs[at++] = due.user();
            pairs[at++] = due.time();
        }
        return pairs;
    }
}
