package io.millrace.sequence.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmsTest {
    private static final int NO_BOUND = 1 << 20;

    private record Timer(long time, long user, int shuffle) {}

    private final List<String> played = new ArrayList<>();
    private int timersSet;

    /** Timers that keep only the order of time, and whoever is woken at a full ten sets two alarms more. */
    private List<String> playAll(long seed, long soon, int most, long... startingUsers) {
        Random random = new Random(seed);
        PriorityQueue<Timer> timers = new PriorityQueue<>((a, b) ->
                a.time() != b.time() ? Long.compare(a.time(), b.time()) : Integer.compare(a.shuffle(), b.shuffle()));
        List<String> order = new ArrayList<>();
        Alarms[] alarms = new Alarms[1];
        alarms[0] = new Alarms(
                (user, time) -> {
                    order.add(time + "/" + user);
                    if (time % 10 == 0) {
                        alarms[0].set(user, time + 3);
                        alarms[0].set(user, time + 10);
                    }
                },
                (user, time) -> {
                    timersSet++;
                    timers.add(new Timer(time, user, random.nextInt()));
                },
                soon,
                most);
        alarms[0].playUntil(0);
        for (long user : startingUsers) {
            alarms[0].set(user, 10);
            alarms[0].set(user, 35);
        }
        for (long watermark : new long[] {4, 12, 40}) {
            while (!timers.isEmpty() && timers.peek().time() <= watermark) {
                Timer next = timers.poll();
                alarms[0].goOff(next.user(), next.time());
            }
            alarms[0].playUntil(watermark);
        }
        return order;
    }

    @ParameterizedTest
    @CsvSource({"0, 100", "5, 100", "10, 3", "10, 100", "100, 0", "100, 1", "100, 100"})
    void shouldPlayMomentByMomentByUserWhateverIsInTheHeap(long soon, int most) {
        List<String> expected = new ArrayList<>();
        for (long time : new long[] {10, 13, 20, 23, 30, 33, 35, 40}) {
            for (long user : new long[] {-5, 1, 2, 9}) {
                expected.add(time + "/" + user);
            }
        }
        for (long seed = 0; seed < 50; seed++) {
            assertThat(playAll(seed, soon, most, 2, -5, 9, 1)).isEqualTo(expected);
        }
    }

    @Test
    void shouldSetTimersOnlyForWhatThereIsNoRoomFor() {
        playAll(1, 0, NO_BOUND, 2, -5);
        assertThat(timersSet).isZero();
    }

    @Test
    void shouldKeepHalfOfTheRoomForWhatIsDueSoon() {
        Alarms alarms = new Alarms((user, time) -> {}, (user, time) -> played.add(time + "/" + user), 10, 4);
        alarms.playUntil(0);
        for (long user = 1; user <= 3; user++) {
            alarms.set(user, 11);
        }
        for (long user = 1; user <= 3; user++) {
            alarms.set(user, 10);
        }
        assertThat(played).containsExactly("11/3", "10/3");
    }

    @Test
    void shouldWakeAUserOnceAtAMomentAlsoIfATimerSaysTheSame() {
        Alarms alarms = new Alarms((user, time) -> played.add(time + "/" + user), (user, time) -> {}, 10, NO_BOUND);
        alarms.playUntil(0);
        alarms.set(1, 5);
        alarms.set(3, 5);
        alarms.set(1, 5);
        alarms.goOff(1, 5);
        alarms.playUntil(5);
        assertThat(played).containsExactly("5/1", "5/3");
    }

    @Test
    void shouldPlayWhatIsSetForTheMomentThatIsPlayed() {
        Alarms[] alarms = new Alarms[1];
        alarms[0] = new Alarms(
                (user, time) -> {
                    played.add(time + "/" + user);
                    if (user == 1) {
                        alarms[0].set(3, time);
                    }
                },
                (user, time) -> {},
                0,
                0);
        alarms[0].goOff(1, 5);
        alarms[0].playUntil(5);
        assertThat(played).containsExactly("5/1", "5/3");
    }

    @Test
    void shouldTellWhomItWakesWhen() {
        Alarms alarms = new Alarms((user, time) -> {}, (user, time) -> {}, 10, NO_BOUND);
        alarms.set(1, 5);
        alarms.set(-3, 10);
        assertThat(alarms.size()).isEqualTo(2);
        assertThat(alarms.all()).containsExactly(1, 5, -3, 10);
    }
}
