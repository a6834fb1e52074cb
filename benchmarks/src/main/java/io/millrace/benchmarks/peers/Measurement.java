package io.millrace.benchmarks.peers;

import io.millrace.benchmarks.sidebyside.Contestant;
import io.millrace.benchmarks.sidebyside.Rounds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * All sides of one workload, in turns.
 *
 * @param threads of a peer, and trainers of Millrace that are compared with it
 * @param rounds passes of every side
 * @param warmUpSeconds for which Millrace trains before them
 * @param peak of one core, in GFLOP/s
 */
record Measurement(int threads, int rounds, double warmUpSeconds, double peak) {
    /**
     * Millrace alone, by one trainer and by several (two if there is one thread), and the peer's forms.
     *
     * @param peers may be null if nothing is chosen
     */
    List<Result> of(Workload workload, Peers peers, Map<Role, Form> chosen) throws IOException, InterruptedException {
        List<Side> sides = new ArrayList<>();
        List<Contestant> contestants = new ArrayList<>();
        try {
            for (int count : new int[] {1, Math.max(2, threads)}) {
                Trainers trainers = new Trainers(count, workload::trainer);
                contestants.add(trainers);
                sides.add(Side.millrace(count));
                trainers.warmUp(warmUpSeconds);
            }
            for (Map.Entry<Role, Form> entry : chosen.entrySet()) {
                contestants.add(peers.start(entry.getValue()));
                sides.add(Side.peer(entry.getKey(), entry.getValue(), threads));
            }
            return Result.of(workload, sides, Rounds.inTurns(contestants, rounds), threads, peak);
        } finally {
            contestants.forEach(Contestant::close);
        }
    }
}
