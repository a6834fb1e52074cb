package io.millrace.benchmarks.sequences;

import io.millrace.benchmarks.cluster.MeasuredCluster;
import io.millrace.benchmarks.sidebyside.Environment;
import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** How many events a second the sequence builder takes, beside what bounds it and what most would write. */
@Command(
        name = "SequenceSpeed",
        mixinStandardHelpOptions = true,
        description =
                "Runs the sequence builder and what it is compared with over the same Kafka topic, in turns. Writes"
                        + " sequence-speed.csv, environment.txt and charts.")
public final class SequenceSpeed implements Callable<Integer> {
    private static final int USERS = 10_000;
    private static final int QUICK_USERS = 1_000;
    private static final int ROUNDS = 5;
    private static final int QUICK_ROUNDS = 2;
    private static final double WARM_UP_SECONDS = 20;
    private static final double QUICK_WARM_UP_SECONDS = 1;
    private static final long HISTORY_EVENTS = 400_000;
    private static final long QUICK_EVENTS = 100_000;

    /**
     * Windows that open and close many times in the event time of a run, ids that are forgotten within it, and histories
     * of which nothing is dropped. Without the learner there is no reason for a checkpoint every two seconds.
     */
    private static final Map<String, String> OPTIONS = Map.of(
            MillraceOptions.FEATURES.key(), "category;device",
            MillraceOptions.HISTORY.key(), "4096",
            MillraceOptions.DEDUPLICATION.key(), "20 min",
            MillraceOptions.CHECKPOINT_INTERVAL.key(), "10 s");

    private final PrintStream progress = System.err;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConfigSource options;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where everything is written.")
    private Path folder;

    @Option(
            names = "--cores",
            paramLabel = "1|2",
            description = "Keeps Flink on so many cores, with as many subtasks, and the broker on the others, if there"
                    + " are any. Without, one subtask, and nothing is kept anywhere.")
    private Integer cores;

    @Option(names = "--users", paramLabel = "N", description = "Users (" + USERS + ").")
    private Integer users;

    @Option(
            names = "--events-per-user",
            paramLabel = "N",
            defaultValue = "200",
            description = "Events of each, on average (${DEFAULT-VALUE}).")
    private int eventsPerUser;

    @Option(
            names = "--skew",
            paramLabel = "S",
            defaultValue = "0",
            description = "Zipf exponent of the users' shares of the events (${DEFAULT-VALUE}: all alike).")
    private double skew;

    @Option(
            names = "--gap",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "Mean event time between two events of a user (${DEFAULT-VALUE}).")
    private int gapSeconds;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Passes of every job, after those to warm up (" + ROUNDS + ").")
    private Integer rounds;

    @Option(
            names = "--only",
            paramLabel = "JOB",
            description = "One of ${COMPLETION-CANDIDATES}; again for more. All without.")
    private List<JobKind> only = List.of();

    @Option(names = "--sweep", description = "Over numbers of users and of events a user, instead of those given.")
    private boolean sweep;

    @Option(
            names = "--most-events",
            paramLabel = "N",
            defaultValue = "5000000",
            description = "Of a sweep: most events on one topic (${DEFAULT-VALUE}); with many users, each has fewer.")
    private long mostEvents;

    @Option(names = "--quick", description = "Fewer users, rounds and events: a trial.")
    private boolean quick;

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new SequenceSpeed()).registerConverter(JobKind.class, SequenceSpeed::kind);
    }

    private static JobKind kind(String label) {
        return Arrays.stream(JobKind.values())
                .filter(kind -> kind.label().equals(label))
                .findFirst()
                .orElseThrow(() -> new CommandLine.TypeConversionException(
                        "is one of " + Arrays.toString(JobKind.values()) + ", not " + label));
    }

    @Override
    public Integer call() throws Exception {
        int count = cores == null ? 1 : cores;
        int processors = Runtime.getRuntime().availableProcessors();
        refuse(count < 1 || count > processors, "--cores is from 1 to " + processors);
        Traffic traffic = traffic();
        int passes = rounds == null ? (quick ? QUICK_ROUNDS : ROUNDS) : rounds;
        refuse(passes < 1, "--rounds is at least 1");
        Cores broker = cores == null ? Cores.ALL : Cores.after(count, processors);
        if (cores != null) {
            Cores.first(count).pinThisProcess();
        }
        MillraceConfig config =
                options.over(OPTIONS).with(Map.of(MillraceOptions.PARALLELISM.key(), String.valueOf(count)));
        Files.createDirectories(folder);
        List<String> environment = environment(config, count, broker);
        Path work = Files.createTempDirectory(folder.toAbsolutePath(), "work");
        try (BrokerProcess process = BrokerProcess.start(work, broker);
                BenchmarkTopics topics = new BenchmarkTopics(process.bootstrapServers(), count);
                MeasuredCluster cluster = MeasuredCluster.start(config, work)) {
            List<JobKind> kinds = only.isEmpty() ? List.of(JobKind.values()) : only;
            measure(
                    new Comparison(
                            cluster,
                            topics,
                            config,
                            kinds,
                            passes,
                            quick ? QUICK_WARM_UP_SECONDS : WARM_UP_SECONDS,
                            progress),
                    traffic,
                    environment);
        } finally {
            delete(work);
        }
        return 0;
    }

    private Traffic traffic() {
        int count = users == null ? (quick ? QUICK_USERS : USERS) : users;
        refuse(count < 1 || eventsPerUser < 1, "--users and --events-per-user are at least 1");
        refuse(skew < 0 || gapSeconds < 1, "--skew is not negative, and --gap at least 1");
        return new Traffic(count, eventsPerUser, skew, Duration.ofSeconds(gapSeconds), 1);
    }

    private void refuse(boolean condition, String message) {
        if (condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private void measure(Comparison comparison, Traffic traffic, List<String> environment)
            throws IOException, InterruptedException {
        List<SequenceResult> results = new ArrayList<>();
        if (sweep) {
            long most = quick ? QUICK_EVENTS : mostEvents;
            Sweep over = Sweep.of(traffic, most, Math.min(most, HISTORY_EVENTS));
            List<SequenceResult> byUsers = measureAll(comparison, over.byUsers(), results, environment);
            SequenceCharts.byUsers(folder.resolve("sequence-speed-by-users.png"), byUsers);
            List<SequenceResult> byEvents = measureAll(comparison, over.byEventsPerUser(), results, environment);
            SequenceCharts.byEventsPerUser(folder.resolve("sequence-speed-by-events.png"), byEvents);
        } else {
            List<SequenceResult> one = measureAll(comparison, List.of(traffic), results, environment);
            SequenceCharts.bars(folder.resolve("sequence-speed.png"), one);
        }
        environment.forEach(System.out::println);
        System.out.println();
        System.out.print(SequenceReport.table(results));
    }

    /** Writes what there is after every topic: a run takes long, and what follows may fail. */
    private List<SequenceResult> measureAll(
            Comparison comparison, List<Traffic> traffics, List<SequenceResult> results, List<String> environment)
            throws IOException, InterruptedException {
        List<SequenceResult> own = new ArrayList<>();
        for (Traffic traffic : traffics) {
            environment.add(traffic.description());
            own.addAll(comparison.of(traffic));
            SequenceReport.writeCsv(folder.resolve("sequence-speed.csv"), concatenated(results, own));
            Files.write(folder.resolve("environment.txt"), environment);
        }
        results.addAll(own);
        return own;
    }

    private static List<SequenceResult> concatenated(List<SequenceResult> first, List<SequenceResult> second) {
        List<SequenceResult> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    private List<String> environment(MillraceConfig config, int count, Cores broker) throws IOException {
        List<String> lines = new ArrayList<>(Environment.ours());
        lines.add("Flink: " + (cores == null ? Cores.ALL : Cores.first(count)) + ", parallelism " + count
                + "; broker in a process of its own: " + broker);
        lines.add("options: " + new TreeMap<>(config.values()));
        return lines;
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (var walk = Files.walk(folder)) {
            all = walk.collect(Collectors.toList());
        }
        for (int i = all.size() - 1; i >= 0; i--) {
            Files.deleteIfExists(all.get(i));
        }
    }
}
