package io.millrace.learner.trainer;

import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;

/** The choice between channels of a {@link LoopSimulation}. */
final class Channels {
    private Channels() {}

    /** One of the channels that are not empty and may be read; -1 if there is none. */
    static <T> int any(List<Deque<T>> channels, Random random, IntPredicate mayBeRead) {
        int first = random.nextInt(channels.size());
        for (int i = 0; i < channels.size(); i++) {
            int channel = (first + i) % channels.size();
            if (!channels.get(channel).isEmpty() && mayBeRead.test(channel)) {
                return channel;
            }
        }
        return -1;
    }
}
