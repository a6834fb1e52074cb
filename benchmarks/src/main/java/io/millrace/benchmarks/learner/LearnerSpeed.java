package io.millrace.benchmarks.learner;

import io.millrace.benchmarks.cluster.MeasuredCluster;
import io.millrace.benchmarks.sidebyside.Environment;
import io.millrace.benchmarks.sidebyside.Spread;
import io.millrace.learner.LearnerConfig;
import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.schemas.TrainingExample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How many examples a second the learner takes with some trainers, beside the same model in a plain loop. */
@Command(
        name = "LearnerSpeed",
        mixinStandardHelpOptions = true,
        description =
                "Trains the same model on the same examples in a plain loop and by trainers and parameter server on"
                        + " Flink, in turns.")
public final class LearnerSpeed implements Callable<Integer> {
    private static final long LINEAGE = 1;

    @Mixin
    private ConfigSource options;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where state and checkpoints lie meanwhile.")
    private Path folder;

    @Option(
            names = "--examples",
            paramLabel = "N",
            defaultValue = "4000",
            description = "Of a pass (${DEFAULT-VALUE}).")
    private int count;

    @Option(
            names = "--trainers",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,2",
            description = "Numbers of trainers, and of shards, to try (${DEFAULT-VALUE}).")
    private List<Integer> trainers;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "3",
            description = "Passes of each (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--users", paramLabel = "N", defaultValue = "10000", description = "Users (${DEFAULT-VALUE}).")
    private int users;

    @Option(names = "--items", paramLabel = "N", defaultValue = "100000", description = "Items (${DEFAULT-VALUE}).")
    private int items;

    @Option(
            names = "--skew",
            paramLabel = "S",
            defaultValue = "1.0",
            description = "Zipf exponent of the items' shares (${DEFAULT-VALUE}).")
    private double skew;

    @Option(
            names = "--interactions",
            paramLabel = "N",
            defaultValue = "100",
            description = "Of an example's slice (${DEFAULT-VALUE}).")
    private int interactions;

    @Option(
            names = "--impressions",
            paramLabel = "N",
            defaultValue = "6",
            description = "Labelled in an example (${DEFAULT-VALUE}).")
    private int impressions;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LearnerSpeed()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        Files.createDirectories(folder);
        Environment.ours().forEach(System.out::println);
        List<TrainingExample> examples =
                new ExampleTraffic(users, items, skew, interactions, impressions, 1).examples(count);
        int widest = trainers.stream().mapToInt(Integer::intValue).max().orElseThrow();
        List<LearnerConfig> configs = new ArrayList<>();
        for (int parallelism : trainers) {
            configs.add(JobConfigs.learner(config(parallelism), LINEAGE));
        }
        LearnerConfig first = configs.get(0);
        PlainLoop plain = new PlainLoop(first.model(), first.trainer());
        double[] plainSeconds = new double[rounds];
        LearnerPass[][] passes = new LearnerPass[configs.size()][rounds];
        try (MeasuredCluster cluster = MeasuredCluster.start(config(widest), folder)) {
            LearnerJob job = new LearnerJob(cluster);
            for (int round = -1; round < rounds; round++) {
                double seconds = plain.pass(examples);
                for (int c = 0; c < configs.size(); c++) {
                    LearnerPass pass = job.pass(configs.get(c), examples);
                    if (round >= 0) {
                        passes[c][round] = pass;
                    }
                }
                if (round >= 0) {
                    plainSeconds[round] = seconds;
                }
            }
        }
        report(plainSeconds, passes);
        return 0;
    }

    private MillraceConfig config(int parallelism) {
        return options.over(Map.of(
                        MillraceOptions.FEATURES.key(), "category",
                        MillraceOptions.CHECKPOINT_INTERVAL.key(), "10 s"))
                .with(Map.of(MillraceOptions.PARALLELISM.key(), String.valueOf(parallelism)));
    }

    private void report(double[] plainSeconds, LearnerPass[][] passes) {
        Spread plain = Spread.over(rounds, r -> count / plainSeconds[r]);
        System.out.printf(
                Locale.ROOT,
                "%n| | examples/s | of the plain loop | CPU ms | learning | sending | waiting | pulling | pushing | cutting |%n");
        System.out.printf(Locale.ROOT, "|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|%n");
        System.out.printf(
                Locale.ROOT, "| plain loop | %.0f | 1 | | %.3f | | | | | |%n", plain.median(), 1000 / plain.median());
        for (int c = 0; c < passes.length; c++) {
            LearnerPass[] own = passes[c];
            Spread rate = Spread.over(rounds, r -> count / own[r].seconds());
            Spread ratio = Spread.over(rounds, r -> plainSeconds[r] / own[r].seconds());
            System.out.printf(
                    Locale.ROOT,
                    "| %d trainers | %.0f | %.2f (%.2f..%.2f) | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f | %.3f |%n",
                    trainers.get(c),
                    rate.median(),
                    ratio.median(),
                    ratio.least(),
                    ratio.most(),
                    perExample(own, LearnerPass::cpuSeconds),
                    perExample(own, LearnerPass::learning),
                    perExample(own, LearnerPass::sending),
                    perExample(own, LearnerPass::waiting),
                    perExample(own, LearnerPass::pulling),
                    perExample(own, LearnerPass::pushing),
                    perExample(own, LearnerPass::cutting));
        }
        System.out.println("\nTimes are milliseconds an example.");
    }

    private double perExample(LearnerPass[] own, ToDoubleFunction<LearnerPass> seconds) {
        return Spread.over(rounds, r -> 1000 * seconds.applyAsDouble(own[r]) / count)
                .median();
    }
}
