package io.millrace.benchmarks.sequences;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.benchmarks.cluster.JobMetrics;
import io.millrace.benchmarks.cluster.MeasuredCluster;
import io.millrace.benchmarks.cluster.MeasuredCluster.RunningJob;
import java.lang.management.ManagementFactory;

/** Runs jobs over a topic, one at a time, and times them by their metrics and by what the output topic holds. */
final class Stopwatch {
    private static final int PAUSE_MILLIS = 2;
    private static final String RECORDS_IN = "numRecordsIn";

    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    private final MeasuredCluster cluster;
    private final BenchmarkTopics topics;
    private final JobMetrics metrics = JobMetrics.OF_THIS_JVM;

    private interface Condition {
        boolean isMet() throws InterruptedException;
    }

    Stopwatch(MeasuredCluster cluster, BenchmarkTopics topics) {
        this.cluster = cluster;
        this.topics = topics;
    }

    /**
     * One pass.
     *
     * @param graphs with an output topic that nothing was written to
     * @param events on the topic
     * @throws IllegalStateException if the job fails
     */
    Pass time(JobKind kind, JobGraphs graphs, long events) throws InterruptedException {
        metrics.forget();
        var env = cluster.environment();
        graphs.draw(kind, env);
        RunningJob job = cluster.submit(env);
        await(job, () -> metrics.sum(JobGraphs.SOURCE, RECORDS_IN) > 0);
        long start = System.nanoTime();
        long startCpu = PROCESS.getProcessCpuTime();
        await(job, () -> metrics.sum(kind.lastOperator(), RECORDS_IN) >= events);
        awaitOutputs(kind, graphs, job);
        long end = System.nanoTime();
        long endCpu = PROCESS.getProcessCpuTime();
        long written = metrics.sum("rocksdb.bytes_written");
        long read = metrics.sum("rocksdb.bytes_read") + metrics.sum("rocksdb.iter_bytes_read");
        long compacted = metrics.sum("rocksdb.compact_write_bytes");
        // Event time ends behind the last record: when its end has come to the output, every window has closed.
        await(job, () -> metrics.least(JobGraphs.OUTPUT_WRITER, "currentInputWatermark") == Long.MAX_VALUE);
        long outputs = awaitOutputs(kind, graphs, job);
        long drained = System.nanoTime();
        job.finish();
        return new Pass(
                (end - start) * 1e-9,
                (endCpu - startCpu) * 1e-9,
                (drained - end) * 1e-9,
                outputs,
                written,
                read,
                compacted);
    }

    /** Returns how many outputs there are so far, when Kafka has them all if they go there. */
    private long awaitOutputs(JobKind kind, JobGraphs graphs, RunningJob job) throws InterruptedException {
        long outputs = metrics.sum(JobGraphs.OUTPUT_WRITER, RECORDS_IN);
        if (kind.isToKafka()) {
            await(job, () -> topics.records(graphs.output()) >= outputs);
        }
        return outputs;
    }

    private static void await(RunningJob job, Condition condition) throws InterruptedException {
        while (!condition.isMet()) {
            job.requireHealth();
            Thread.sleep(PAUSE_MILLIS);
        }
    }
}
