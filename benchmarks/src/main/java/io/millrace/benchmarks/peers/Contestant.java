package io.millrace.benchmarks.peers;

import java.io.IOException;

/** One side of a comparison, warmed up: it trains when asked to and is idle otherwise. */
interface Contestant extends AutoCloseable {
    /** Seconds for one pass. */
    double pass() throws IOException, InterruptedException;

    @Override
    void close();
}
