package io.millrace.benchmarks.peers;

import io.millrace.benchmarks.peak.FmaPeak;
import io.millrace.model.epochs.NextItemTrainer;
import io.millrace.model.input.TokenSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * How fast Millrace trains the two configurations of the paper's ML-1M run, everything included: time bias, dropout, loss
 * with 128 negatives a position, AdamW on every row. Prints tokens a second, GFLOP/s by MATH §9, and their share of what the
 * machine could do at best, for one trainer and for two; writes the workloads, for peers to read.
 *
 * <p>Arguments: a folder for the workloads, then, if there is one, a file of ratings of MovieLens-1M.
 */
public final class TrainingSpeed {
    private static final int USERS = 512;
    private static final double WARM_UP_SECONDS = 15;
    private static final int ROUNDS = 5;

    private TrainingSpeed() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length < 1) {
            System.err.println("TrainingSpeed FOLDER [RATINGS]");
            System.exit(2);
        }
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        List<TokenSequence> users = arguments.length > 1
                ? MovieLensSequences.read(Path.of(arguments[1]), USERS, 1)
                : MovieLensSequences.made(USERS, 1);
        double peak = FmaPeak.measure();
        print("%d users, %s; peak of one core %.1f GFLOP/s%n", users.size(), lengths(users), peak);
        measure("hstu-base", workload(users, 2, 1, 50), folder, peak);
        measure("hstu-large", workload(users, 8, 2, 25), folder, peak);
    }

    private static void measure(String name, SequenceWorkload workload, Path folder, double peak)
            throws IOException, InterruptedException {
        workload.write(folder.resolve(name + ".txt"));
        double[] speed = new double[3];
        for (int count = 1; count <= 2; count++) {
            try (Trainers trainers = new Trainers(count, () -> pass(workload))) {
                speed[count] = count * workload.tokens() / trainers.medianPass(WARM_UP_SECONDS, ROUNDS);
            }
        }
        double rate = speed[1] * workload.flop() / workload.tokens() * 1e-9;
        print(
                "%-10s  one trainer %,9.0f tokens/s  %5.1f GFLOP/s  %4.1f %% of the peak",
                name, speed[1], rate, 100 * rate / peak);
        print("   two trainers %,9.0f tokens/s  x%.2f%n", speed[2], speed[2] / speed[1]);
    }

    private static Runnable pass(SequenceWorkload workload) {
        NextItemTrainer trainer = new NextItemTrainer(workload.trainer());
        List<List<TokenSequence>> batches = workload.batches();
        return () -> batches.forEach(trainer::step);
    }

    private static SequenceWorkload workload(List<TokenSequence> users, int layers, int heads, int width) {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("items", String.valueOf(MovieLensSequences.ITEMS));
        settings.put("width", "50");
        settings.put("layers", String.valueOf(layers));
        settings.put("heads", String.valueOf(heads));
        settings.put("qk", String.valueOf(width));
        settings.put("value", String.valueOf(width));
        settings.put("longest", "200");
        settings.put("negatives", "128");
        settings.put("temperature", "0.05");
        settings.put("dropout", "0.2");
        settings.put("batch", "128");
        return new SequenceWorkload(settings, users);
    }

    private static String lengths(List<TokenSequence> users) {
        int[] sorted = users.stream().mapToInt(TokenSequence::length).sorted().toArray();
        return "of " + sorted[0] + " to " + sorted[sorted.length - 1] + " tokens, median " + sorted[sorted.length / 2];
    }

    private static void print(String format, Object... values) {
        System.out.printf(Locale.ROOT, format, values);
    }
}
