package io.millrace.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.benchmarks.peak.FmaPeak;
import io.millrace.model.input.TokenSequence;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How fast Millrace and PyTorch train, on the same machine and the same data, in turns. */
@Command(
        name = "SideBySide",
        mixinStandardHelpOptions = true,
        description = "Trains HSTU and Wukong with Millrace and with PyTorch, in turns, on the same data. Writes the"
                + " workloads, results.csv, environment.txt and training-speed.png.")
public final class SideBySide implements Callable<Integer> {
    private static final int USERS = 512;
    private static final int QUICK_USERS = 32;
    private static final double WARM_UP_SECONDS = 15;

    private final PrintStream progress = System.err;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where everything is written.")
    private Path folder;

    @Option(
            names = "--ratings",
            paramLabel = "FILE",
            description = "MovieLens-1M's ratings.dat; without, users are made up.")
    private Path ratings;

    @Option(
            names = "--python",
            paramLabel = "PATH",
            description = "An interpreter that has PyTorch; without, Millrace runs alone.")
    private Path python;

    @Option(
            names = "--programs",
            paramLabel = "FOLDER",
            defaultValue = "benchmarks/peers",
            description = "The peers' programs (${DEFAULT-VALUE}).")
    private Path programs;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description =
                    "PyTorch's threads, and trainers of Millrace, each with a model of its own (${DEFAULT-VALUE}).")
    private int threads;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            defaultValue = "7",
            description = "Passes of every side (${DEFAULT-VALUE}).")
    private int rounds;

    @Option(names = "--quick", description = "Few users, few forms, hardly a warm-up: a trial, no figure.")
    private boolean quick;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SideBySide()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        List<TokenSequence> users = users();
        List<Workload> workloads = quick ? Workloads.all(users, 1, 1) : Workloads.all(users, 8, 2);
        double peak = FmaPeak.measure();
        List<String> environment = new ArrayList<>(Environment.ours());
        environment.add(String.format(Locale.ROOT, "peak of one core: %.1f GFLOP/s", peak));
        environment.add("users: " + lengths(users) + (ratings == null ? ", made up" : ""));
        environment.add(
                python == null ? "PyTorch: not measured, Millrace runs alone; see --python" : "threads: " + threads);
        Measurement measurement = new Measurement(threads, rounds, quick ? 0 : WARM_UP_SECONDS, peak);
        List<Result> results = new ArrayList<>();
        for (Workload workload : workloads) {
            progress.println(workload.name());
            Path file = folder.resolve(workload.name() + ".txt");
            workload.write(file);
            if (python == null) {
                results.addAll(measurement.of(workload, null, Map.of()));
                continue;
            }
            Peers peers = new Peers(python, programs, workload, file, threads);
            JsonNode list = peers.list();
            if (results.isEmpty()) {
                environment.addAll(Environment.of(list));
            }
            results.addAll(measurement.of(workload, peers, chosen(peers, Form.of(list))));
        }
        report(environment, results, peak);
        return 0;
    }

    private Map<Role, Form> chosen(Peers peers, List<Form> forms) throws IOException, InterruptedException {
        return Screening.best(Screening.seconds(peers, quick ? Screening.few(forms) : forms, progress));
    }

    private List<TokenSequence> users() throws IOException {
        int count = quick ? QUICK_USERS : USERS;
        return ratings == null ? MovieLensSequences.made(count, 1) : MovieLensSequences.read(ratings, count, 1);
    }

    private static String lengths(List<TokenSequence> users) {
        int[] sorted = users.stream().mapToInt(TokenSequence::length).sorted().toArray();
        return String.format(
                "%d, of %d to %d tokens, median %d",
                sorted.length, sorted[0], sorted[sorted.length - 1], sorted[sorted.length / 2]);
    }

    private void report(List<String> environment, List<Result> results, double peak) throws IOException {
        environment.forEach(System.out::println);
        System.out.println();
        System.out.print(Report.table(results));
        Files.write(folder.resolve("environment.txt"), environment);
        Report.writeCsv(folder.resolve("results.csv"), results);
        SpeedChart.write(folder.resolve("training-speed.png"), results, threads, peak);
    }
}
