package io.millrace.pipeline.experiment.ml1m;

import io.millrace.model.kernel.Kernels;
import io.millrace.pipeline.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/** Runs, one after the other or side by side, and what they come to: a table, {@code results.csv}, {@code curves.png}. */
public final class MovieLensExperiment {
    /**
     * What is to be run: every model by every protocol with every seed.
     *
     * @param data folder of MovieLens-1M
     * @param out folder of what is written; made if it is not there
     * @param users how many to read at most, the first of the file
     * @param bias what models are told of times
     * @param epochs of each run; popularity needs one
     * @param threads runs at a time
     * @param resume whether to go on from what the folder holds
     */
    public record Plan(
            Path data,
            Path out,
            List<Contender> contenders,
            List<Protocol> protocols,
            List<Long> seeds,
            int users,
            Bias bias,
            int epochs,
            int threads,
            boolean resume) {}

    private final Plan plan;
    private final LongSupplier nanos;
    private final Consumer<String> progress;

    /**
     * @param nanos the clock, as {@link System#nanoTime}
     * @param progress is told lines of what goes on, by any thread
     */
    public MovieLensExperiment(Plan plan, LongSupplier nanos, Consumer<String> progress) {
        this.plan = plan;
        this.nanos = nanos;
        this.progress = progress;
    }

    /**
     * Runs the plan.
     *
     * @return the results in Markdown
     * @throws io.millrace.pipeline.dataset.DatasetException if the data cannot be read
     * @throws ConfigException if the folder cannot be used
     */
    public List<String> run() throws InterruptedException {
        long start = nanos.getAsLong();
        MovieLens data = MovieLensFiles.read(plan.data(), plan.bias(), plan.users());
        progress.accept(String.format(
                Locale.ROOT,
                "%,d users, %,d movies, kernels: %s",
                data.users().size(),
                data.items(),
                Kernels.BEST.getClass().getSimpleName()));
        Map<Run, RunFiles> files = files(data);
        train(data, files);
        Map<Run, List<EpochScore>> rows = new LinkedHashMap<>();
        files.forEach((run, ofRun) -> rows.put(
                run, ofRun.rows().subList(0, Math.min(epochs(run), ofRun.rows().size()))));
        return report(rows, (nanos.getAsLong() - start) * 1e-9);
    }

    private Map<Run, RunFiles> files(MovieLens data) {
        Map<Run, RunFiles> files = new LinkedHashMap<>();
        for (Run run : runs()) {
            files.put(run, new RunFiles(plan.out(), run.name(), description(run, data)));
        }
        if (!plan.resume() && files.values().stream().anyMatch(RunFiles::exist)) {
            throw new ConfigException(
                    plan.out() + " holds such runs already: go on from them with --resume, or give another --out");
        }
        try {
            Files.createDirectories(plan.out());
        } catch (IOException e) {
            throw new ConfigException("cannot make the folder " + plan.out() + ": " + e);
        }
        return files;
    }

    private List<Run> runs() {
        List<Run> runs = new ArrayList<>();
        for (Contender contender : plan.contenders()) {
            List<Long> seeds = contender.recipe().isPresent() ? plan.seeds() : List.of(0L);
            for (long seed : seeds) {
                plan.protocols().forEach(protocol -> runs.add(new Run(contender, plan.bias(), seed, protocol)));
            }
        }
        return runs.stream().distinct().toList();
    }

    private static String description(Run run, MovieLens data) {
        int digest = 1;
        for (UserHistory user : data.users()) {
            digest = 31 * (31 * digest + Arrays.hashCode(user.items())) + Arrays.hashCode(user.seconds());
        }
        return run + " " + run.contender().recipe() + " items=" + data.items() + " data=" + Integer.toHexString(digest);
    }

    private int epochs(Run run) {
        return run.contender().recipe().isPresent() ? plan.epochs() : 1;
    }

    private void train(MovieLens data, Map<Run, RunFiles> files) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(plan.threads());
        try {
            List<Future<?>> all = new ArrayList<>();
            files.forEach((run, ofRun) -> all.add(threads.submit(() -> train(run, data, ofRun))));
            for (Future<?> each : all) {
                each.get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException("a run failed", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private void train(Run run, MovieLens data, RunFiles files) {
        Learner learner = run.contender()
                .recipe()
                .map(recipe -> recipe.learner(data.items(), run.seed()))
                .orElseGet(() -> new PopularityLearner(data.items()));
        files.resume(learner);
        new Training(run, data, learner, files, nanos).run(epochs(run), progress);
    }

    private List<String> report(Map<Run, List<EpochScore>> rows, double seconds) {
        List<Finding> findings = Finding.of(rows);
        List<String> report = new ArrayList<>(ResultTable.markdown(findings));
        report.add("");
        rows.forEach((run, ofRun) -> report.add(String.format(
                Locale.ROOT,
                "- %s: %d epochs in %.1f min",
                run.name(),
                ofRun.size(),
                ofRun.stream().mapToDouble(EpochScore::seconds).sum() / 60)));
        report.add(String.format(Locale.ROOT, "- this command: %.1f min", seconds / 60));
        try {
            Files.write(plan.out().resolve("results.md"), report);
            Files.write(plan.out().resolve("results.csv"), ResultTable.csv(findings));
            Curves.write(plan.out().resolve("curves.png"), rows);
        } catch (IOException e) {
            throw new ConfigException("cannot write to " + plan.out() + ": " + e.getMessage());
        }
        return report;
    }
}
