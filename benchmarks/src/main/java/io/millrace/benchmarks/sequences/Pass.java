package io.millrace.benchmarks.sequences;

/**
 * One job over the whole topic. CPU and bytes are as of the last event's output.
 *
 * @param seconds from the first record read to the output of the last one
 * @param cpuSeconds of all threads of this process in that time: what others take from the machine is not in it
 * @param drainSeconds from then until all that the end of the input sets free was done
 * @param outputs records that came out, the drain's too
 * @param written bytes that RocksDB was given
 * @param read bytes that RocksDB gave back, in lookups and iterations
 * @param compacted bytes that its compactions wrote
 */
record Pass(
        double seconds,
        double cpuSeconds,
        double drainSeconds,
        long outputs,
        long written,
        long read,
        long compacted) {}
