package io.millrace.benchmarks.serving;

import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.serving.follow.FollowerConfig;
import io.millrace.serving.follow.ModelFollower;
import io.millrace.serving.version.ServedModel;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How long a follower takes to have a model of many rows, and what a version costs that changes some of them. */
@Command(
        name = "BootstrapSpeed",
        mixinStandardHelpOptions = true,
        description =
                "Publishes models of so many items, of the default sizes but for the width, has a follower read each, and then versions"
                        + " that change a share of the items.")
public final class BootstrapSpeed implements Callable<Integer> {
    private static final long MEBIBYTE = 1 << 20;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where the brokers' data lie meanwhile.")
    private Path folder;

    @Option(
            names = "--items",
            paramLabel = "N",
            split = ",",
            defaultValue = "5000,50000,500000",
            description = "Items, each of which has two rows (${DEFAULT-VALUE}).")
    private List<Integer> items;

    @Option(
            names = "--width",
            paramLabel = "D",
            defaultValue = "64",
            description = "Floats of an item's row in the item table (${DEFAULT-VALUE}).")
    private int width;

    @Option(
            names = "--shares",
            paramLabel = "SHARE",
            split = ",",
            defaultValue = "0.001,0.01,0.1",
            description = "Of the items that a version changes (${DEFAULT-VALUE}).")
    private List<Double> shares;

    @Option(names = "--rounds", paramLabel = "N", defaultValue = "3", description = "Of each (${DEFAULT-VALUE}).")
    private int rounds;

    public static void main(String[] args) {
        System.exit(new CommandLine(new BootstrapSpeed()).execute(args));
    }

    @Override
    public Integer call() throws InterruptedException {
        System.out.println(
                "| rows | step | records | MB | of the model's, % | until in use, s | records a second | MB a second"
                        + " | heap, MiB |");
        System.out.println("|---:|---|---:|---:|---:|---:|---:|---:|---:|");
        for (int count : items) {
            try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("items-" + count), 0);
                    VersionTopic topic = new VersionTopic(broker.bootstrapServers())) {
                measure(count, broker.bootstrapServers(), topic);
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private void measure(int count, String brokers, VersionTopic topic) throws InterruptedException {
        MillraceConfig config = MillraceConfig.of(Map.of(MillraceOptions.WIDTH.key(), String.valueOf(width)));
        SyntheticModel model = new SyntheticModel(JobConfigs.model(config), count, topic::send);
        long empty = heap();
        model.publish(System.currentTimeMillis());
        topic.flush();
        long whole = topic.bytes();
        for (int round = 0; round < rounds; round++) {
            bootstrap(model, brokers, topic, empty);
        }
        try (ModelFollower follower = follower(brokers)) {
            awaitVersion(follower, 1);
            SplittableRandom random = new SplittableRandom(1);
            long version = 1;
            for (double share : shares) {
                for (int round = 0; round < rounds; round++) {
                    version++;
                    change(model, (int) Math.round(share * count), share, random, follower, version, topic, whole);
                }
            }
        }
    }

    private void bootstrap(SyntheticModel model, String brokers, VersionTopic topic, long empty)
            throws InterruptedException {
        long start = System.nanoTime();
        try (ModelFollower follower = follower(brokers)) {
            awaitVersion(follower, 1);
            double seconds = secondsSince(start);
            print(model.rows(), "bootstrap", topic.records(), topic.bytes(), topic.bytes(), seconds, heap() - empty);
        }
    }

    private static void change(
            SyntheticModel model,
            int changed,
            double share,
            SplittableRandom random,
            ModelFollower follower,
            long version,
            VersionTopic topic,
            long whole)
            throws InterruptedException {
        long records = topic.records();
        long bytes = topic.bytes();
        model.change(changed, random, System.currentTimeMillis());
        long start = System.nanoTime();
        topic.flush();
        awaitVersion(follower, version);
        print(
                model.rows(),
                String.format(Locale.ROOT, "a version that changes %.1f %%", 100 * share),
                topic.records() - records,
                topic.bytes() - bytes,
                whole,
                secondsSince(start),
                -1);
    }

    private static ModelFollower follower(String brokers) {
        ModelFollower follower =
                new ModelFollower(FollowerConfig.of(brokers, TopicNames.MODEL), InstantSource.system());
        follower.start();
        return follower;
    }

    private static void awaitVersion(ModelFollower follower, long version) throws InterruptedException {
        while (follower.current().map(ServedModel::version).orElse(0L) < version) {
            Thread.sleep(1);
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    private static long heap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    private static void print(long rows, String step, long records, long bytes, long whole, double seconds, long heap) {
        System.out.printf(
                Locale.ROOT,
                "| %,d | %s | %,d | %.2f | %.2f | %.3f | %,.0f | %.1f | %s |%n",
                rows,
                step,
                records,
                bytes / 1e6,
                100.0 * bytes / whole,
                seconds,
                records / seconds,
                bytes / 1e6 / seconds,
                heap < 0 ? "" : String.valueOf(heap / MEBIBYTE));
    }
}
