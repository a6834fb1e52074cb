package io.millrace.pipeline.cli;

import io.millrace.pipeline.experiment.ml1m.Bias;
import io.millrace.pipeline.experiment.ml1m.Contender;
import io.millrace.pipeline.experiment.ml1m.MovieLensExperiment;
import io.millrace.pipeline.experiment.ml1m.Protocol;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Next-movie retrieval, HSTU beside its baselines. */
@Command(
        name = "ml-1m",
        mixinStandardHelpOptions = true,
        description = "Next-movie retrieval on MovieLens-1M: each user's last movie is left out and ranked among all."
                + " Writes a row of measures after every epoch, a checkpoint to go on from, and at the end a table"
                + " (results.md, results.csv) and curves.png.")
final class MovieLensExperimentCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            required = true,
            description = "Where movies.dat and sequences_time_ordered.txt are (user, tab, movies separated by spaces,"
                    + " oldest first); for the time bias also ratings*.dat, plain or gzipped.")
    private Path data;

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            required = true,
            description = "Where results go; made if it is not there.")
    private Path out;

    @Option(
            names = "--model",
            paramLabel = "MODEL",
            defaultValue = "popularity,hstu",
            split = ",",
            converter = ContenderConverter.class,
            description = "hstu, hstu-large, sasrec or popularity; may be given more than once. Default:"
                    + " ${DEFAULT-VALUE}.")
    private List<Contender> models;

    @Option(
            names = "--protocol",
            paramLabel = "PROTOCOL",
            defaultValue = "published,validated",
            split = ",",
            converter = ProtocolConverter.class,
            description = "published: learn from all but the last movie, test on it after each epoch. validated: learn"
                    + " from all but the last two, choose the epoch on the one before the last. May be given more than"
                    + " once. Default: ${DEFAULT-VALUE}.")
    private List<Protocol> protocols;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            split = ",",
            description = "Of weights, order, negatives and dropout; may be given more than once. Default:"
                    + " ${DEFAULT-VALUE}.")
    private List<Long> seeds;

    @Option(
            names = "--epochs",
            paramLabel = "N",
            defaultValue = "101",
            description = "Passes over all users. Default: ${DEFAULT-VALUE}, as published.")
    private int epochs;

    @Option(
            names = "--bias",
            paramLabel = "BIAS",
            defaultValue = "position",
            converter = BiasConverter.class,
            description = "position: HSTU knows the order of movies alone. time: also when they were rated; users"
                    + " without times are left out. Default: ${DEFAULT-VALUE}.")
    private Bias bias;

    @Option(names = "--users", paramLabel = "N", description = "Read the first N users only, for a quick look.")
    private Integer users;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Runs at a time, one a thread. Default: ${DEFAULT-VALUE}.")
    private int threads;

    @Option(names = "--resume", description = "Go on from what the folder holds of the same runs.")
    private boolean resume;

    @Override
    public Integer call() throws InterruptedException {
        requirePositive("--epochs", epochs);
        requirePositive("--threads", threads);
        int most = users == null ? Integer.MAX_VALUE : users;
        requirePositive("--users", most);
        MovieLensExperiment.Plan plan =
                new MovieLensExperiment.Plan(data, out, models, protocols, seeds, most, bias, epochs, threads, resume);
        List<String> results = new MovieLensExperiment(plan, System::nanoTime, System.out::println).run();
        System.out.println();
        results.forEach(System.out::println);
        System.out.println("written to " + out);
        return CommandLine.ExitCode.OK;
    }

    private void requirePositive(String option, int value) {
        if (value < 1) {
            throw new ParameterException(command.commandLine(), option + " is a number from 1 on, not " + value);
        }
    }

    /** Models by their labels. */
    static final class ContenderConverter implements ITypeConverter<Contender> {
        @Override
        public Contender convert(String text) {
            return byLabel(text, Contender.values(), Contender::label);
        }
    }

    /** Protocols by their labels. */
    static final class ProtocolConverter implements ITypeConverter<Protocol> {
        @Override
        public Protocol convert(String text) {
            return byLabel(text, Protocol.values(), Protocol::label);
        }
    }

    /** Biases by their labels. */
    static final class BiasConverter implements ITypeConverter<Bias> {
        @Override
        public Bias convert(String text) {
            return byLabel(text, Bias.values(), Bias::label);
        }
    }

    private static <T> T byLabel(String text, T[] values, Function<T, String> label) {
        return Arrays.stream(values)
                .filter(value -> label.apply(value).equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of "
                        + Arrays.stream(values).map(label).collect(Collectors.joining(", "))));
    }
}
