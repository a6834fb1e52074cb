package io.millrace.sequence.timeline;

import io.millrace.sequence.SequenceConfig;

/**
 * The moments at which it is a user's turn: labels that wait become examples, and windows that have closed are looked at.
 * They come at equal intervals, at moments of each user's own so that not all users' turns come at once, and depend on
 * nothing but the user: so what is learnt does not depend on when watermarks come.
 *
 * @param interval between turns, milliseconds: how long a label may wait
 * @param rare turns from one to the next at which what can be joined no more is let go of
 */
record Turns(long interval, long rare) {
    /** Of an attribution window. */
    private static final int RARE_PARTS = 4;

    static Turns of(SequenceConfig config) {
        long interval = Math.max(1, config.emission().within().toMillis());
        long part = config.labels().attributionWindow().toMillis() / RARE_PARTS;
        return new Turns(interval, Math.max(1, part / interval));
    }

    /** The first turn at {@code time} or after. */
    long at(long user, long time) {
        return ceil(time, interval, Math.floorMod(user, interval));
    }

    /** The first turn after {@code time}. */
    long after(long user, long time) {
        return at(user, time + 1);
    }

    /** The first of the rare turns at {@code time} or after. */
    long rareAt(long user, long time) {
        return ceil(time, interval * rare, Math.floorMod(user, interval * rare));
    }

    private static long ceil(long time, long step, long offset) {
        return time + Math.floorMod(offset - time, step);
    }
}
