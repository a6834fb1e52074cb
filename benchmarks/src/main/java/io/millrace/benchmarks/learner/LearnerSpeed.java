package io.millrace.benchmarks.learner;

import io.millrace.benchmarks.cluster.MeasuredCluster;
import io.millrace.benchmarks.sidebyside.Environment;
import io.millrace.learner.LearnerConfig;
import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.schemas.TrainingExample;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
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
    private static final long SEED = 1;
    private static final Duration NEVER = Duration.ofDays(1);

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

    @Option(
            names = "--without-checkpoints",
            description = "Runs each number of trainers also without a checkpoint meanwhile.")
    private boolean withoutCheckpoints;

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
                new ExampleTraffic(users, items, skew, interactions, impressions, SEED).examples(count);
        List<LearnerVariant> variants = variants();
        LearnerConfig first = variants.get(0).config();
        PlainLoop plain = new PlainLoop(first.model(), first.trainer());
        double[] plainSeconds = new double[rounds];
        List<List<LearnerPass>> passes =
                variants.stream().map(variant -> new ArrayList<LearnerPass>()).collect(Collectors.toList());
        int widest = trainers.stream().mapToInt(Integer::intValue).max().orElseThrow();
        try (MeasuredCluster cluster = MeasuredCluster.start(config(widest), folder)) {
            LearnerJob job = new LearnerJob(cluster);
            plain.pass(examples);
            for (LearnerVariant variant : variants) {
                job.pass(variant, examples);
            }
            for (int round = 0; round < rounds; round++) {
                plainSeconds[round] = plain.pass(examples);
                for (int v = 0; v < variants.size(); v++) {
                    passes.get(v).add(job.pass(variants.get(v), examples));
                }
            }
        }
        LearnerReport report = new LearnerReport(count, plainSeconds);
        for (int v = 0; v < variants.size(); v++) {
            report.add(variants.get(v).label(), passes.get(v));
        }
        System.out.printf(
                "%n%s%n%s%n",
                report,
                "CPU and what follows: milliseconds an example, summed over subtasks. Of a checkpoint: milliseconds,"
                        + " megabytes, and milliseconds that the parameter server stood still.");
        return 0;
    }

    private List<LearnerVariant> variants() {
        List<LearnerVariant> variants = new ArrayList<>();
        for (int parallelism : trainers) {
            MillraceConfig config = config(parallelism);
            LearnerConfig learner = JobConfigs.learner(config, LINEAGE);
            String label = parallelism + (parallelism == 1 ? " trainer" : " trainers");
            variants.add(new LearnerVariant(label, learner, config.get(MillraceOptions.CHECKPOINT_INTERVAL)));
            if (withoutCheckpoints) {
                variants.add(new LearnerVariant(label + ", no checkpoint", learner, NEVER));
            }
        }
        return variants;
    }

    private MillraceConfig config(int parallelism) {
        return options.over(Map.of(MillraceOptions.FEATURES.key(), "category"))
                .with(Map.of(MillraceOptions.PARALLELISM.key(), String.valueOf(parallelism)));
    }
}
