package io.millrace.benchmarks.learner;

import com.sun.management.OperatingSystemMXBean;
import io.millrace.benchmarks.cluster.JobMetrics;
import io.millrace.benchmarks.cluster.MeasuredCluster;
import io.millrace.benchmarks.cluster.MeasuredCluster.RunningJob;
import io.millrace.learner.LearnerConfig;
import io.millrace.learner.flink.Learner;
import io.millrace.learner.publish.ModelLog;
import io.millrace.learner.verdict.GivenOrder;
import io.millrace.pipeline.job.OnlineJob;
import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.Erased;
import io.millrace.schemas.PublicationOrder;
import io.millrace.schemas.TrainingExample;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;

/** The learner as a job of its own, over examples that lie in the heap; versions are cut and go nowhere. */
final class LearnerJob {
    private static final int PAUSE_MILLIS = 1;
    private static final double MILLIS = 1e-3;
    private static final OperatingSystemMXBean PROCESS =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

    // Operators are serialised; what they are fed in this JVM is not.
    private static volatile List<TrainingExample> input = List.of();

    private final MeasuredCluster cluster;
    private final JobMetrics metrics = JobMetrics.OF_THIS_JVM;

    LearnerJob(MeasuredCluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Learns from the examples, by a model that knows nothing.
     *
     * @throws IllegalStateException if the job fails
     */
    LearnerPass pass(LearnerVariant variant, List<TrainingExample> examples) throws InterruptedException {
        input = examples;
        metrics.forget();
        RunningJob job = cluster.submit(draw(variant, examples.size()));
        while (metrics.sum("trainer", "numRecordsIn") == 0) {
            job.requireHealth();
            Thread.sleep(PAUSE_MILLIS);
        }
        long start = System.nanoTime();
        long startCpu = PROCESS.getProcessCpuTime();
        while (metrics.sum("parameter-server", "appliedExamples") < examples.size()) {
            job.requireHealth();
            Thread.sleep(PAUSE_MILLIS);
        }
        long end = System.nanoTime();
        long endCpu = PROCESS.getProcessCpuTime();
        LearnerPass pass = new LearnerPass(
                (end - start) * 1e-9,
                (endCpu - startCpu) * 1e-9,
                seconds("learningTime"),
                seconds("sendingTime"),
                seconds("waitingTime"),
                seconds("pullingTime"),
                seconds("pushingTime"),
                seconds("cuttingTime"),
                busiestShard(variant.config().server().shards()),
                job.checkpoints());
        job.finish();
        return pass;
    }

    private double busiestShard(int shards) {
        long busiest = metrics.most("pullingTime") + metrics.most("pushingTime");
        return shards * busiest / (double) (metrics.sum("pullingTime") + metrics.sum("pushingTime"));
    }

    private double seconds(String gauge) {
        return metrics.sum(gauge) * MILLIS;
    }

    private StreamExecutionEnvironment draw(LearnerVariant variant, int count) {
        LearnerConfig config = variant.config();
        StreamExecutionEnvironment env = cluster.environment();
        env.configure(OnlineJob.requiredSettings());
        env.enableCheckpointing(variant.checkpointInterval().toMillis());
        env.setParallelism(config.server().trainers());
        DataStream<TrainingExample> examples = env.fromSource(
                        new DataGeneratorSource<>(
                                number -> input.get((int) (long) number),
                                count,
                                new AvroTypeInfo<>(TrainingExample.class)),
                        WatermarkStrategy.noWatermarks(),
                        "examples")
                .uid("examples")
                .setParallelism(1);
        DataStream<CheckpointReport> noReports = examples.filter(example -> false)
                .uid("none")
                .map(example -> new CheckpointReport())
                .returns(new AvroTypeInfo<>(CheckpointReport.class))
                .uid("no-reports");
        DataStream<Erased> noErasures = examples.filter(example -> false)
                .uid("nobody")
                .map(example -> new Erased())
                .returns(new AvroTypeInfo<>(Erased.class))
                .uid("no-erasures");
        DataStream<GivenOrder> noOrders = examples.filter(example -> false)
                .uid("nobody-orders")
                .map(example -> new GivenOrder(new PublicationOrder(), 0))
                .returns(TypeInformation.of(GivenOrder.class))
                .uid("no-orders");
        Learner.Streams learnt = Learner.build(
                new Learner.Inputs(examples, noReports, noErasures, noOrders, Optional::empty), config, Nowhere::new);
        learnt.evaluations().sinkTo(new DiscardingSink<>()).uid("evaluations");
        learnt.refused().sinkTo(new DiscardingSink<>()).uid("refused");
        return env;
    }

    /** Takes versions and keeps nothing. */
    private static final class Nowhere implements ModelLog {
        @Override
        public int partitions() {
            return 1;
        }

        @Override
        public void append(int keyGroup, byte[] key, byte[] value) {
            // The wire to Kafka is not what is measured.
        }

        @Override
        public void appendManifest(byte[] key, byte[] value) {
            // Likewise.
        }

        @Override
        public void flush() {
            // Nothing was kept.
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }
}
