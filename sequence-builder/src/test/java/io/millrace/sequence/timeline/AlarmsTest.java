package io.millrace.sequence.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlarmsTest {
    private record Alarm(long time, long user, int shuffle) {}

    private final List<String> played = new ArrayList<>();

    /** A queue that keeps only the order of time, and whoever is woken at a full ten sets two alarms more. */
    private List<String> playAll(long seed, long... startingUsers) {
        Random random = new Random(seed);
        PriorityQueue<Alarm> queue = new PriorityQueue<>((a, b) ->
                a.time() != b.time() ? Long.compare(a.time(), b.time()) : Integer.compare(a.shuffle(), b.shuffle()));
        List<String> order = new ArrayList<>();
        Alarms[] alarms = new Alarms[1];
        alarms[0] = new Alarms((user, time) -> {
            order.add(time + "/" + user);
            if (time % 10 == 0) {
                for (long next : new long[] {time + 3, time + 10}) {
                    alarms[0].set(next);
                    queue.add(new Alarm(next, user, random.nextInt()));
                }
            }
        });
        for (long user : startingUsers) {
            queue.add(new Alarm(10, user, random.nextInt()));
            queue.add(new Alarm(35, user, random.nextInt()));
        }
        do {
            while (!queue.isEmpty() && queue.peek().time() <= 40) {
                Alarm next = queue.poll();
                if (!alarms[0].take(next.user(), next.time())) {
                    queue.add(next);
                }
            }
        } while (alarms[0].play());
        return order;
    }

    @Test
    void shouldPlayMomentByMomentByUserWhateverTheQueueDoes() {
        List<String> expected = new ArrayList<>();
        for (long time : new long[] {10, 13, 20, 23, 30, 33, 35, 40}) {
            for (long user : new long[] {-5, 1, 2, 9}) {
                expected.add(time + "/" + user);
            }
        }
        for (long seed = 0; seed < 50; seed++) {
            assertThat(playAll(seed, 2, -5, 9, 1)).isEqualTo(expected);
        }
    }

    @Test
    void shouldPlayWhatIsSetForTheMomentThatIsPlayed() {
        Alarms[] alarms = new Alarms[1];
        alarms[0] = new Alarms((user, time) -> {
            played.add(time + "/" + user);
            if (user == 1) {
                alarms[0].set(time);
            }
        });
        assertThat(alarms[0].take(1, 5)).isTrue();
        assertThat(alarms[0].play()).isTrue();
        assertThat(alarms[0].take(3, 5)).isTrue();
        assertThat(alarms[0].play()).isTrue();
        assertThat(alarms[0].play()).isFalse();
        assertThat(played).containsExactly("5/1", "5/3");
    }
}
