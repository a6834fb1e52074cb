package io.millrace.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Path;

/** A model and the data that it is trained on, the same for every side. */
interface Workload {
    /** For people: {@code hstu-base}. */
    String name();

    /** What is counted: {@code tokens} or {@code examples}. */
    String unit();

    /** Units in one pass over the data. */
    long units();

    /** Floating-point operations of one pass, forward and backward, 2 for a multiply-add; optimisers are not counted. */
    double flop();

    /** Writes the file from which the peer reads the workload. */
    void write(Path file) throws IOException;

    /** The peer's program. */
    String peer();

    /** A new model of Millrace's, as what it does in one pass. */
    Runnable trainer();
}
