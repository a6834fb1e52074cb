package io.millrace.pipeline.cli;

import io.millrace.pipeline.embedded.SmallRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The command line as a process of its own, to be ended in all ways. */
final class RunProcess implements AutoCloseable {
    private static final Pattern STATUS = Pattern.compile("events ([\\d,]+) of .* \\| version (\\d+) ");
    private static final Pattern RESTORED = Pattern.compile("going on from chk-(\\d+)");

    private final Process process;
    private final Path output;

    private RunProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * Starts {@code run} with the options of a small run.
     *
     * @param folder holds the data and what the process prints
     * @param attempt tells this process from others on the folder
     */
    static RunProcess start(Path folder, int attempt, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of("run", "--dir", folder.resolve("data").toString()));
        SmallRun.OPTIONS.forEach((key, value) -> command.addAll(List.of("--set", key + '=' + value)));
        command.addAll(List.of(arguments));
        return start(folder.resolve("output-" + attempt), command);
    }

    /**
     * Starts any command.
     *
     * @param folder holds what the process prints
     */
    static RunProcess of(Path folder, String... command) throws IOException {
        return start(folder.resolve("output"), List.of(command));
    }

    private static RunProcess start(Path output, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "--add-modules=jdk.incubator.vector",
                "-Dlog4j2.configurationFile=log4j2-test.properties",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        return new RunProcess(process, output);
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The newest version shown; 0 before the first. */
    long version() {
        return last(STATUS, 2);
    }

    /** Events that the newest version shown has learnt. */
    long events() {
        return last(STATUS, 1);
    }

    /** The checkpoint that it went on from; 0 if it started afresh. */
    long restoredFrom() {
        return last(RESTORED, 1);
    }

    private long last(Pattern pattern, int group) {
        Matcher matcher = pattern.matcher(output());
        long last = 0;
        while (matcher.find()) {
            last = Long.parseLong(matcher.group(group).replace(",", ""));
        }
        return last;
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** SIGTERM, as Ctrl-C does with SIGINT. */
    void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /**
     * Waits for the end.
     *
     * @return the exit code
     * @throws IllegalStateException if it does not end in time
     */
    int exitCode(Duration within) throws InterruptedException {
        if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("not ended after " + within + ":\n" + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        kill();
    }
}
