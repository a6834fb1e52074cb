package io.millrace.benchmarks.peers;

import io.millrace.benchmarks.sidebyside.Spread;
import java.util.List;

/** Results of two workloads, one of which has no padded form, by a machine that does 100 GFLOP/s on a core. */
final class TestingResults {
    static final double PEAK = 100;

    private TestingResults() {}

    static List<Result> all() {
        return List.of(
                result("hstu-base", Side.millrace(1), 87_000, 25, null),
                result("hstu-base", Side.millrace(2), 169_000, 49, new Spread(1.94, 1.9, 1.96)),
                result("hstu-base", side(Role.BEST_EAGER, "eager chunks of 16"), 41_000, 12, new Spread(2.1, 2.0, 2.2)),
                result("hstu-base", side(Role.PADDED_EAGER, "eager padded"), 27_000, 8, new Spread(3.2, 3.1, 3.3)),
                result("hstu-base", side(Role.BEST_COMPILED, "compiled"), 42_000, 12.3, new Spread(2.05, 2, 2.1)),
                result("wukong-large", Side.millrace(1), 500, 60, null),
                result("wukong-large", side(Role.BEST_EAGER, "eager, joined"), 520, 62.4, new Spread(0.96, 0.9, 1)),
                result("wukong-large", side(Role.BEST_COMPILED, "compiled"), 530, 63.6, new Spread(0.94, 0.9, 1)));
    }

    private static Side side(Role role, String form) {
        return Side.peer(role, new Form(form, role == Role.BEST_COMPILED, role == Role.PADDED_EAGER), 1);
    }

    private static Result result(String workload, Side side, double rate, double gflops, Spread ratio) {
        double share = gflops / (side.threads() * PEAK);
        String unit = workload.startsWith("hstu") ? "tokens" : "examples";
        return new Result(workload, unit, side, new Spread(rate, 0.9 * rate, 1.1 * rate), gflops, share, ratio);
    }
}
