package io.millrace.benchmarks.learner;

import io.millrace.benchmarks.cluster.CheckpointCost;
import io.millrace.benchmarks.sidebyside.Spread;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;

/** A Markdown table of what was measured: medians over the rounds and, in brackets, least and most. */
final class LearnerReport {
    private final int examples;
    private final double[] plainSeconds;
    private final StringBuilder table = new StringBuilder();

    /**
     * @param examples of a pass
     * @param plainSeconds of the plain loop, by round
     */
    LearnerReport(int examples, double[] plainSeconds) {
        this.examples = examples;
        this.plainSeconds = plainSeconds;
        row(
                "",
                "examples/s",
                "of the plain loop",
                "CPU",
                "learning",
                "sending",
                "waiting",
                "pulling",
                "pushing",
                "cutting",
                "busiest shard",
                "checkpoint",
                "written",
                "standstill");
        table.append("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        double rate = spread(round -> examples / plainSeconds[round]).median();
        row(
                "plain loop",
                format("%,.0f", rate),
                "1",
                "",
                format("%.2f", 1000 / rate),
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "",
                "");
    }

    /**
     * Adds a line for the passes of a variant, one a round. Times are milliseconds an example, summed over subtasks;
     * of checkpoints, means: milliseconds from trigger to completion, megabytes written, and milliseconds that the parameter
     * server stood still.
     */
    void add(String label, List<LearnerPass> passes) {
        Spread rate = spread(round -> examples / passes.get(round).seconds());
        Spread ofPlain = spread(round -> plainSeconds[round] / passes.get(round).seconds());
        row(
                label,
                format("%,.0f (%,.0f..%,.0f)", rate.median(), rate.least(), rate.most()),
                format("%.2f (%.2f..%.2f)", ofPlain.median(), ofPlain.least(), ofPlain.most()),
                millis(passes, LearnerPass::cpuSeconds),
                millis(passes, LearnerPass::learning),
                millis(passes, LearnerPass::sending),
                millis(passes, LearnerPass::waiting),
                millis(passes, LearnerPass::pulling),
                millis(passes, LearnerPass::pushing),
                millis(passes, LearnerPass::cutting),
                format("%.2f", spread(round -> passes.get(round).busiestShard()).median()),
                checkpoints(passes, CheckpointCost::millis, 1),
                checkpoints(passes, CheckpointCost::bytes, 1e-6),
                checkpoints(passes, cost -> cost.standstillsOf("parameter-server"), 1));
    }

    private static String checkpoints(
            List<LearnerPass> passes, Function<CheckpointCost, List<Long>> figures, double unit) {
        OptionalDouble mean = passes.stream()
                .map(LearnerPass::checkpoints)
                .map(figures)
                .flatMap(List::stream)
                .mapToLong(Long::longValue)
                .average();
        return mean.isPresent() ? format("%,.0f", unit * mean.getAsDouble()) : "";
    }

    private String millis(List<LearnerPass> passes, ToDoubleFunction<LearnerPass> seconds) {
        return format(
                "%.2f",
                spread(round -> 1000 * seconds.applyAsDouble(passes.get(round)) / examples)
                        .median());
    }

    private Spread spread(IntToDoubleFunction figure) {
        return Spread.over(plainSeconds.length, figure);
    }

    private void row(String... cells) {
        table.append(format(
                "| %-26s | %21s | %18s | %5s | %8s | %7s | %7s | %7s | %7s | %7s | %13s | %10s | %7s | %10s |%n",
                (Object[]) cells));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    @Override
    public String toString() {
        return table.toString();
    }
}
