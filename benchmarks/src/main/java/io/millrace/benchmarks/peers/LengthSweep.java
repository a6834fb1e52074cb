package io.millrace.benchmarks.peers;

import io.millrace.benchmarks.EncoderBenchmark;
import io.millrace.benchmarks.sidebyside.Chart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleUnaryOperator;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What a token costs HSTU by the length of its sequence: runs {@link EncoderBenchmark}, and tells what every token takes by
 * itself from what grows with the length.
 *
 * <p>Arguments: a folder for {@code length-sweep.png}, then JMH's own, such as {@code -p tokens=50,200,800}.
 */
public final class LengthSweep {
    private LengthSweep() {}

    public static void main(String[] arguments) throws RunnerException, CommandLineOptionException, IOException {
        if (arguments.length < 1) {
            System.err.println("LengthSweep FOLDER [JMH OPTIONS]");
            System.exit(2);
        }
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        Options options = new OptionsBuilder()
                .parent(new CommandLineOptions(Arrays.copyOfRange(arguments, 1, arguments.length)))
                .include(EncoderBenchmark.class.getName())
                .timeUnit(TimeUnit.NANOSECONDS)
                .build();
        Map<String, SortedMap<Integer, Double>> measured = new TreeMap<>();
        for (RunResult result : new Runner(options).run()) {
            int tokens = Integer.parseInt(result.getParams().getParam("tokens"));
            measured.computeIfAbsent(result.getParams().getParam("layers"), layers -> new TreeMap<>())
                    .put(tokens, result.getPrimaryResult().getScore() / tokens);
        }
        Map<String, DoubleUnaryOperator> fitted = new TreeMap<>();
        measured.forEach((layers, nanos) -> {
            LinearAndQuadratic fit = LinearAndQuadratic.fit(nanos);
            fitted.put(layers, fit::nanosPerToken);
            print(layers, nanos, fit);
        });
        Chart.lines(
                folder.resolve("length-sweep.png"),
                "HSTU, forward and backward, by length (layers x heads x width)",
                "tokens of the sequence",
                "nanoseconds a token",
                measured,
                fitted);
    }

    private static void print(String layers, SortedMap<Integer, Double> measured, LinearAndQuadratic fit) {
        System.out.printf(
                Locale.ROOT,
                "%n%s (layers x heads x width): %.0f ns a token + %.2f ns for every token of its sequence%n%n",
                layers,
                fit.linear(),
                fit.quadratic());
        System.out.println("| tokens | tokens a second | ns a token | fitted | of which quadratic |");
        System.out.println("|---:|---:|---:|---:|---:|");
        measured.forEach((tokens, nanos) -> {
            double fitted = fit.nanosPerToken(tokens);
            System.out.printf(
                    Locale.ROOT,
                    "| %,d | %,.0f | %,.0f | %,.0f | %.0f %% |%n",
                    tokens,
                    1e9 / nanos,
                    nanos,
                    fitted,
                    100 * fit.quadratic() * tokens / fitted);
        });
    }
}
