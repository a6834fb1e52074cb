package io.millrace.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PyTorch's side of a workload.
 *
 * @param python the interpreter that has PyTorch
 * @param programs the folder of the peers' programs
 * @param workload what is trained
 * @param file where it is written
 * @param threads of every process
 */
record Peers(Path python, Path programs, Workload workload, Path file, int threads) {
    private static final int SCREENING_PASSES = 2;

    /** The {@code forms} that the peer knows, in its order, and what its figures depend on: versions, libraries, settings. */
    JsonNode list() throws IOException, InterruptedException {
        try (PeerProcess process = new PeerProcess(command("--list"))) {
            return process.ready();
        }
    }

    /** Seconds for a pass over one batch, the better of {@value #SCREENING_PASSES}. */
    double screen(Form form) throws IOException, InterruptedException {
        try (PeerProcess process = new PeerProcess(command("--serve", form.name(), "--batches", "1"))) {
            double best = process.pass();
            for (int i = 1; i < SCREENING_PASSES; i++) {
                best = Math.min(best, process.pass());
            }
            return best;
        }
    }

    /**
     * A form, warmed up on the whole workload.
     *
     * @throws PeerFailedException if it counts other work than we do
     */
    PeerProcess start(Form form) throws IOException, InterruptedException {
        PeerProcess process = new PeerProcess(command("--serve", form.name()));
        long work = process.ready().path("work").longValue();
        if (work != workload.units()) {
            process.close();
            throw new PeerFailedException(
                    form.name() + " trains " + work + ' ' + workload.unit() + ", not " + workload.units());
        }
        return process;
    }

    private List<String> command(String... options) {
        List<String> command = new ArrayList<>(List.of(
                python.toString(),
                programs.resolve(workload.peer()).toString(),
                file.toString(),
                "--threads",
                String.valueOf(threads)));
        command.addAll(List.of(options));
        return command;
    }
}
