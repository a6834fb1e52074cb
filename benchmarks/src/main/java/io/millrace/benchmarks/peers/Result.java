package io.millrace.benchmarks.peers;

import io.millrace.benchmarks.sidebyside.Rounds;
import io.millrace.benchmarks.sidebyside.Spread;
import java.util.ArrayList;
import java.util.List;

/**
 * What one side did on one workload.
 *
 * @param rate units a second
 * @param gflops by the workload's count of operations, the same for every side: padding is no work
 * @param share of the peak of as many cores as it had threads
 * @param ratio of two rates within a round: for a peer, Millrace's with as many threads to the peer's; for several trainers,
 *     theirs to the single one's; null for the single one
 */
record Result(String workload, String unit, Side side, Spread rate, double gflops, double share, Spread ratio) {
    /**
     * The results of a workload, in the order of the sides.
     *
     * @param sides one trainer, then several, then peers
     * @param threads of the peers; so many trainers are compared with them
     * @param peak of one core, in GFLOP/s
     */
    static List<Result> of(Workload workload, List<Side> sides, Rounds rounds, int threads, double peak) {
        int ours = threads == 1 ? 0 : 1;
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            int side = i;
            Side who = sides.get(i);
            double units = (double) who.copies() * workload.units();
            Spread rate = rounds.spread(round -> units / rounds.seconds(round, side));
            double gflops = rate.median() * workload.flop() / workload.units() * 1e-9;
            Spread ratio = i == 0 ? null : i == 1 ? ratio(sides, rounds, 1, 0) : ratio(sides, rounds, ours, i);
            results.add(new Result(
                    workload.name(), workload.unit(), who, rate, gflops, gflops / (who.threads() * peak), ratio));
        }
        return results;
    }

    private static Spread ratio(List<Side> sides, Rounds rounds, int first, int second) {
        double copies = (double) sides.get(first).copies() / sides.get(second).copies();
        return rounds.spread(round -> copies * rounds.seconds(round, second) / rounds.seconds(round, first));
    }
}
