package io.millrace.benchmarks.sequences;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A Kafka broker in a process of its own, on cores of its own where there are any. */
final class BrokerProcess implements AutoCloseable {
    private static final int SECONDS_TO_END = 20;

    private final Process process;
    private final String bootstrapServers;

    private BrokerProcess(Process process, String bootstrapServers) {
        this.process = process;
        this.bootstrapServers = bootstrapServers;
    }

    /**
     * Starts a broker and returns when it serves clients.
     *
     * @param folder for its data and its log
     * @throws IOException if it does not start; {@code broker.log} in the folder says why
     */
    static BrokerProcess start(Path folder, Cores cores) throws IOException {
        Path log = folder.resolve("broker.log");
        Process process = new ProcessBuilder(cores.pinned(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-Dmillrace.log=" + log,
                        "-cp",
                        System.getProperty("java.class.path"),
                        BrokerMain.class.getName(),
                        folder.resolve("broker").toString())))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        String servers = process.inputReader().readLine();
        if (servers == null) {
            throw new IOException("the broker did not start: see " + log);
        }
        return new BrokerProcess(process, servers);
    }

    String bootstrapServers() {
        return bootstrapServers;
    }

    @Override
    public void close() {
        try {
            process.outputWriter().close();
            if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException e) {
            // It no longer reads, so it has ended.
            process.destroyForcibly();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
