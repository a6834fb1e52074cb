package io.millrace.benchmarks.sidebyside;

import java.io.IOException;

/** One side of a comparison, warmed up: it works when asked to and is idle otherwise. */
public interface Contestant extends AutoCloseable {
    /** Seconds for one pass. */
    double pass() throws IOException, InterruptedException;

    @Override
    void close();
}
