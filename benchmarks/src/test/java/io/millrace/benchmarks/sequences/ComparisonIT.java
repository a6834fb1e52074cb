package io.millrace.benchmarks.sequences;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmarks.cluster.MeasuredCluster;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ComparisonIT {
    private static final Traffic TRAFFIC = new Traffic(20, 100, 0, Duration.ofSeconds(60), 1);
    private static final MillraceConfig CONFIG = MillraceConfig.of(Map.of(
            MillraceOptions.FEATURES.key(), "category;device",
            MillraceOptions.HISTORY.key(), "1024"));

    @TempDir
    static Path folder;

    private static BrokerProcess broker;
    private static BenchmarkTopics topics;
    private static MeasuredCluster cluster;

    @BeforeAll
    static void fillATopic() throws Exception {
        broker = BrokerProcess.start(folder, Cores.ALL);
        topics = new BenchmarkTopics(broker.bootstrapServers(), 1);
        topics.create("events");
        topics.fill("events", TRAFFIC);
        cluster = MeasuredCluster.start(CONFIG, folder);
    }

    @AfterAll
    static void stop() throws Exception {
        cluster.close();
        topics.close();
        broker.close();
    }

    private static Pass pass(JobKind kind, String output, long naiveOutputs) throws Exception {
        JobGraphs graphs =
                new JobGraphs(topics.bootstrapServers(), "events", output, CONFIG, naiveOutputs, TRAFFIC.events());
        return new Stopwatch(cluster, topics).time(kind, graphs, TRAFFIC.events());
    }

    @Test
    void shouldWriteEveryEventWhereNothingIsDoneWithIt() throws Exception {
        for (JobKind kind : new JobKind[] {JobKind.CEILING, JobKind.KEYED}) {
            topics.create(kind.label());
            Pass pass = pass(kind, kind.label(), 1);

            assertThat(pass.outputs()).isEqualTo(TRAFFIC.events());
            assertThat(topics.records(kind.label())).isEqualTo(TRAFFIC.events());
            assertThat(pass.written()).as("no state").isLessThan(TRAFFIC.events() / 10);
            assertThat(pass.seconds()).isPositive();
            assertThat(pass.cpuSeconds()).isPositive();
        }
    }

    @Test
    void shouldHaveAsManyOutputsNaivelyAsAskedFor() throws Exception {
        for (JobKind kind : new JobKind[] {JobKind.NAIVE, JobKind.NAIVE_RECORDS}) {
            Pass pass = pass(kind, "none", 777);

            assertThat(pass.outputs()).isEqualTo(777);
        }
    }

    @Test
    void shouldRewriteTheWholeListNaively() throws Exception {
        Pass pass = pass(JobKind.NAIVE, "none", 1);

        // On average half a user's events, each of 40 bytes and more.
        assertThat(pass.written() / TRAFFIC.events()).isGreaterThan(50 * 40);
        assertThat(pass.read() / TRAFFIC.events()).isGreaterThan(49 * 40);
    }

    @Test
    void shouldSendTheSameExamplesToKafkaAsToNowhere() throws Exception {
        topics.create("examples");
        Pass nowhere = pass(JobKind.MILLRACE, "none", 1);
        Pass kafka = pass(JobKind.MILLRACE_TO_KAFKA, "examples", 1);

        assertThat(nowhere.outputs()).isPositive().isEqualTo(kafka.outputs());
        assertThat(topics.records("examples")).isEqualTo(kafka.outputs());
        assertThat(nowhere.written()).isPositive();
        assertThat(nowhere.drainSeconds()).isPositive();
    }
}
