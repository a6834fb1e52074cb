package io.millrace.benchmarks.sequences;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The processors that a process may use, as {@code taskset} takes them.
 *
 * @param list such as {@code 0} or {@code 0-1}; empty for all
 */
record Cores(String list) {
    static final Cores ALL = new Cores("");

    /** The first {@code count}. */
    static Cores first(int count) {
        return new Cores(count == 1 ? "0" : "0-" + (count - 1));
    }

    /** Those of {@code all} that come after the first {@code count}; if there are none, all. */
    static Cores after(int count, int all) {
        if (count >= all) {
            return ALL;
        }
        return new Cores(count == all - 1 ? String.valueOf(count) : count + "-" + (all - 1));
    }

    /** {@code command}, so that the process it starts stays on these. */
    List<String> pinned(List<String> command) {
        List<String> pinned = new ArrayList<>();
        if (!list.isEmpty()) {
            pinned.addAll(List.of("taskset", "-c", list));
        }
        pinned.addAll(command);
        return pinned;
    }

    /**
     * Keeps this process, all its threads, on these.
     *
     * @throws IOException if there is no {@code taskset}, or it does not do it
     */
    void pinThisProcess() throws IOException, InterruptedException {
        String self = String.valueOf(ProcessHandle.current().pid());
        Process process = new ProcessBuilder("taskset", "-a", "-c", "-p", list, self)
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes());
        if (process.waitFor() != 0) {
            throw new IOException("taskset does not pin this process to " + list + ": " + said.strip());
        }
    }

    @Override
    public String toString() {
        return list.isEmpty() ? "any core" : (list.contains("-") ? "cores " : "core ") + list;
    }
}
