package io.millrace.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.sidebyside.Contestant;
import io.millrace.benchmarks.sidebyside.Rounds;
import io.millrace.benchmarks.sidebyside.Spread;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    /** Takes the seconds it is told to take. */
    private record TestingContestant(String name, Iterator<Double> seconds, List<String> order) implements Contestant {
        TestingContestant(String name, List<String> order, Double... seconds) {
            this(name, Arrays.asList(seconds).iterator(), order);
        }

        @Override
        public double pass() {
            order.add(name);
            return seconds.next();
        }

        @Override
        public void close() {
            // There is nothing to close.
        }
    }

    @Test
    void shouldLetTheContestantsPassInTurns() throws Exception {
        List<String> order = new ArrayList<>();
        Rounds rounds = Rounds.inTurns(
                List.of(new TestingContestant("a", order, 1.0, 2.0), new TestingContestant("b", order, 3.0, 4.0)), 2);

        assertThat(order).containsExactly("a", "b", "a", "b");
        assertThat(rounds.seconds(0, 1)).isEqualTo(3);
        assertThat(rounds.seconds(1, 0)).isEqualTo(2);
    }

    @Test
    void shouldGiveMedianLeastAndMost() {
        assertThat(Spread.over(3, round -> new double[] {5, 1, 2}[round])).isEqualTo(new Spread(2, 1, 5));
        assertThat(Spread.over(4, round -> new double[] {4, 1, 3, 8}[round])).isEqualTo(new Spread(3.5, 1, 8));
    }

    @Test
    void shouldTakeTheMedianOfTheRoundsRatiosAndNotTheRatioOfMedians() throws Exception {
        List<Result> results = results(1, new Double[] {1.0, 2.0, 4.0}, new Double[] {9.0, 2.0, 4.0});

        assertThat(results.get(0).ratio()).isNull();
        assertThat(results.get(2).ratio()).isEqualTo(new Spread(1, 1, 9));
    }

    @Test
    void shouldCountWhatSeveralTrainersDoTogether() throws Exception {
        Result two = results(1, new Double[] {1.0, 1.0, 1.0}, new Double[] {1.0, 1.0, 1.0})
                .get(1);

        assertThat(two.ratio()).isEqualTo(new Spread(1, 1, 1));
        assertThat(two.rate().median()).isEqualTo(256);
    }

    @Test
    void shouldCompareAPeerWithAsManyTrainersAsItHasThreads() throws Exception {
        // Four trainers do four times the work in twice the time of one: twice its speed, and twice the peer's.
        Result peer = results(4, new Double[] {1.0, 1.0, 1.0}, new Double[] {1.0, 1.0, 1.0})
                .get(2);

        assertThat(peer.ratio()).isEqualTo(new Spread(2, 2, 2));
    }

    @Test
    void shouldGiveTheShareOfThePeakOfAllThreads() throws Exception {
        Workload workload = Workloads.wukongSmall(1);
        double gflop = workload.flop() * 1e-9;
        List<Result> results = results(4, new Double[] {1.0, 1.0, 1.0}, new Double[] {1.0, 1.0, 1.0});

        assertThat(results.get(0).gflops()).isEqualTo(gflop);
        assertThat(results.get(0).share()).isEqualTo(gflop / 100);
        assertThat(results.get(1).gflops()).isEqualTo(2 * gflop);
        assertThat(results.get(1).share()).isEqualTo(2 * gflop / 400);
    }

    /** One trainer, several that take twice as long as one, and a peer; 100 GFLOP/s at best. */
    private static List<Result> results(int threads, Double[] ours, Double[] theirs) throws Exception {
        int several = Math.max(2, threads);
        List<Side> sides = List.of(
                Side.millrace(1),
                Side.millrace(several),
                Side.peer(Role.BEST_EAGER, new Form("eager", false, false), threads));
        Double[] together = Arrays.stream(ours).map(seconds -> 2 * seconds).toArray(Double[]::new);
        List<String> order = new ArrayList<>();
        Rounds rounds = Rounds.inTurns(
                List.of(
                        new TestingContestant("one", order, ours),
                        new TestingContestant("several", order, together),
                        new TestingContestant("peer", order, theirs)),
                ours.length);
        return Result.of(Workloads.wukongSmall(1), sides, rounds, threads, 100);
    }
}
