package io.millrace.benchmarks.peers;

import io.millrace.benchmarks.peak.FmaPeak;
import io.millrace.benchmarks.sidebyside.Environment;
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
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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

    @Spec
    private CommandSpec spec;

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

    @Option(names = "--only", paramLabel = "NAME", description = "A workload; again for more. All without.")
    private List<String> only = List.of();

    @Option(
            names = "--form",
            paramLabel = "NAME",
            description = "A form of PyTorch's, as --list of a peer names them; again for more. All without.")
    private List<String> onlyForms = List.of();

    @Option(names = "--quick", description = "Few users, few forms, hardly a warm-up: a trial, no figure.")
    private boolean quick;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SideBySide()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        refuse(threads < 1 || rounds < 1, "--threads and --rounds are at least 1");
        Files.createDirectories(folder);
        List<TokenSequence> users = users();
        List<Workload> workloads = workloads(users);
        double peak = FmaPeak.measure();
        List<String> environment = environment(users, workloads.get(0), peak);
        Measurement measurement = new Measurement(threads, rounds, quick ? 0 : WARM_UP_SECONDS, peak);
        List<Result> results = new ArrayList<>();
        for (Workload workload : workloads) {
            progress.println(workload.name());
            results.addAll(measure(workload, measurement));
            // Each time: a run takes long, and what follows may fail.
            Report.writeCsv(folder.resolve("results.csv"), results);
            SpeedChart.write(folder.resolve("training-speed.png"), results, threads, peak);
        }
        environment.forEach(System.out::println);
        System.out.println();
        System.out.print(Report.table(results));
        return 0;
    }

    private void refuse(boolean condition, String message) {
        if (condition) {
            throw new ParameterException(spec.commandLine(), message);
        }
    }

    private List<TokenSequence> users() throws IOException {
        int count = quick ? QUICK_USERS : USERS;
        return ratings == null ? MovieLensSequences.made(count, 1) : MovieLensSequences.read(ratings, count, 1);
    }

    /** The workloads that are asked for, written for the peers. */
    private List<Workload> workloads(List<TokenSequence> users) throws IOException {
        List<Workload> all = quick ? Workloads.all(users, 1, 1) : Workloads.all(users, 8, 2);
        List<String> names = all.stream().map(Workload::name).toList();
        refuse(!names.containsAll(only), "--only takes " + names + ", not " + only);
        List<Workload> asked = all.stream()
                .filter(workload -> only.isEmpty() || only.contains(workload.name()))
                .toList();
        for (Workload workload : asked) {
            workload.write(file(workload));
        }
        return asked;
    }

    private Path file(Workload workload) {
        return folder.resolve(workload.name() + ".txt");
    }

    private Peers peers(Workload workload) {
        return new Peers(python, programs, workload, file(workload), threads);
    }

    private List<Result> measure(Workload workload, Measurement measurement) throws IOException, InterruptedException {
        if (python == null) {
            return measurement.of(workload, null, Map.of());
        }
        Peers peers = peers(workload);
        List<Form> forms = Form.of(peers.list()).stream()
                .filter(form -> onlyForms.isEmpty() || onlyForms.contains(form.name()))
                .toList();
        Map<Form, Double> seconds = Screening.seconds(peers, quick ? Screening.few(forms) : forms, progress);
        return measurement.of(workload, peers, Screening.best(seconds));
    }

    private List<String> environment(List<TokenSequence> users, Workload workload, double peak)
            throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>(Environment.ours());
        lines.add(String.format(Locale.ROOT, "peak of one core: %.1f GFLOP/s", peak));
        lines.add("users: " + lengths(users) + (ratings == null ? ", made up" : ""));
        lines.add("threads: " + threads);
        if (python == null) {
            lines.add("PyTorch: not measured, Millrace runs alone; see --python");
        } else {
            lines.addAll(PeerEnvironment.of(peers(workload).list()));
        }
        Files.write(folder.resolve("environment.txt"), lines);
        return lines;
    }

    private static String lengths(List<TokenSequence> users) {
        int[] sorted = users.stream().mapToInt(TokenSequence::length).sorted().toArray();
        return String.format(
                Locale.ROOT,
                "%d, of %d to %d tokens, median %d",
                sorted.length,
                sorted[0],
                sorted[sorted.length - 1],
                sorted[sorted.length / 2]);
    }
}
