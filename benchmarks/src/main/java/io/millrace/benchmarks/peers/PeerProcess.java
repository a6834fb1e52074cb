package io.millrace.benchmarks.peers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.benchmarks.sidebyside.Contestant;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A peer in a process of its own. When it is ready it prints a line of JSON; then, for every line it reads, it trains one
 * pass and prints another with the {@code seconds} it took. It ends with its standard input.
 */
final class PeerProcess implements Contestant {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECONDS_TO_END = 10;
    private static final int TAIL = 15;

    private final List<String> command;
    private final Path errors;
    private final Process process;
    private final BufferedReader answers;
    private final JsonNode ready;

    /**
     * Starts a peer and waits until it is ready, which takes as long as its warm-up.
     *
     * @throws PeerFailedException if it ends before, or says something else; the message has the end of its standard error
     */
    PeerProcess(List<String> command) throws IOException, InterruptedException {
        this.command = command;
        this.errors = Files.createTempFile("peer", ".log");
        errors.toFile().deleteOnExit();
        this.process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        this.answers = process.inputReader();
        try {
            this.ready = answer();
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /** What it said when it was ready. */
    JsonNode ready() {
        return ready;
    }

    /** @throws PeerFailedException if it ends, or answers something else than seconds */
    @Override
    public double pass() throws IOException, InterruptedException {
        try {
            process.outputWriter().write("pass\n");
            process.outputWriter().flush();
        } catch (IOException e) {
            throw ended();
        }
        JsonNode answer = answer();
        if (!answer.path("seconds").isNumber()) {
            throw new PeerFailedException(command + " answered without seconds: " + answer);
        }
        return answer.get("seconds").doubleValue();
    }

    private JsonNode answer() throws IOException, InterruptedException {
        String line = answers.readLine();
        if (line == null) {
            throw ended();
        }
        try {
            return JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new PeerFailedException(command + " answered with no JSON: " + line);
        }
    }

    private PeerFailedException ended() throws IOException, InterruptedException {
        stop();
        List<String> lines = Files.readAllLines(errors);
        String tail = String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL), lines.size()));
        return new PeerFailedException(command + " ended with " + process.exitValue() + ":\n" + tail);
    }

    /** Lets it end by itself, if it does so soon, and whatever it started with it. */
    private void stop() throws InterruptedException {
        List<ProcessHandle> children = process.descendants().toList();
        try {
            process.outputWriter().close();
        } catch (IOException e) {
            // It no longer reads, so there is nothing to tell it.
        }
        if (!process.waitFor(SECONDS_TO_END, TimeUnit.SECONDS)) {
            process.destroyForcibly().waitFor();
        }
        children.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
