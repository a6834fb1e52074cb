package io.millrace.benchmarks.serving;

import io.millrace.model.ModelConfig;
import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.MillraceConfig;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** How many requests a second a server answers, and how soon: as many connections as are said, each in closed loop. */
@Command(
        name = "ServingSpeed",
        mixinStandardHelpOptions = true,
        description =
                "Sends /recommend and /rank to a server that it starts, with a model of the default sizes that has"
                        + " learnt nothing, or to one that runs already.")
public final class ServingSpeed implements Callable<Integer> {
    @Mixin
    private ConfigSource options;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Where the broker's data lie meanwhile.")
    private Path folder;

    @Option(names = "--url", description = "A server that runs already, such as http://127.0.0.1:8080.")
    private URI url;

    @Option(names = "--token", defaultValue = "", description = "What its requests must carry.")
    private String token;

    @Option(names = "--items", paramLabel = "N", defaultValue = "100000", description = "Items (${DEFAULT-VALUE}).")
    private int items;

    @Option(
            names = "--history",
            paramLabel = "N",
            defaultValue = "50",
            description = "Interactions of each request's history (${DEFAULT-VALUE}).")
    private int history;

    @Option(
            names = "--candidates",
            paramLabel = "N",
            split = ",",
            defaultValue = "100,1000",
            description = "Candidates to rank (${DEFAULT-VALUE}).")
    private List<Integer> candidates;

    @Option(names = "--k", paramLabel = "N", defaultValue = "100", description = "To recommend (${DEFAULT-VALUE}).")
    private int best;

    @Option(
            names = "--connections",
            paramLabel = "N",
            split = ",",
            defaultValue = "1,4",
            description = "Connections to try (${DEFAULT-VALUE}).")
    private List<Integer> connections;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Of each measurement, after half as long that does not count (${DEFAULT-VALUE}).")
    private int seconds;

    public static void main(String[] args) {
        System.exit(new CommandLine(new ServingSpeed()).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        MillraceConfig config = options.over(Map.of());
        if (url != null) {
            measure(url);
        } else {
            try (SyntheticServer server = SyntheticServer.start(config, ModelConfig.defaults(), items, folder)) {
                measure(server.url());
            }
        }
        return CommandLine.ExitCode.OK;
    }

    private void measure(URI server) throws ExecutionException, InterruptedException {
        Requests requests = new Requests(items, history);
        System.out.println("| request | connections | a second | p50, ms | p99, ms | slowest, ms | failed |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|");
        measure("/recommend, k = " + best, server.resolve("/recommend"), requests.recommend(best));
        for (int count : candidates) {
            measure("/rank, " + count + " candidates", server.resolve("/rank"), requests.rank(count));
        }
    }

    private void measure(String name, URI path, Function<SplittableRandom, String> bodies)
            throws ExecutionException, InterruptedException {
        ClosedLoop loop = new ClosedLoop(path, token, bodies);
        for (int count : connections) {
            loop.run(count, Duration.ofMillis(seconds * 500L));
            LoadResult result = loop.run(count, Duration.ofSeconds(seconds));
            System.out.println("| " + name + " | " + count + " | " + result.toRow() + " |");
        }
    }
}
