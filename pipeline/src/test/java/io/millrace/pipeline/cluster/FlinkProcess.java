package io.millrace.pipeline.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JobManager or a TaskManager: a JVM of its own on this JVM's class path. */
final class FlinkProcess implements AutoCloseable {
    private final Process process;
    private final Path output;

    private FlinkProcess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    /**
     * @param output where what it prints goes
     * @param configuration the folder of its {@code config.yaml}
     */
    static FlinkProcess start(Class<?> main, String heap, Path output, Path configuration, List<String> arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+UseCountedLoopSafepoints",
                "-XX:LoopStripMiningIter=1000",
                "--add-modules=jdk.incubator.vector",
                "-Dlog4j2.configurationFile=log4j2-test.properties",
                "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"),
                "-cp",
                System.getProperty("java.class.path"),
                main.getName(),
                "--configDir",
                configuration.toString()));
        command.addAll(arguments);
        return new FlinkProcess(
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile())
                        .start(),
                output);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
