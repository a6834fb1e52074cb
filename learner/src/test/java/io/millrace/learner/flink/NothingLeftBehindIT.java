package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import io.millrace.learner.exchange.ReplyInbox;
import io.millrace.learner.server.ParameterShard;
import io.millrace.learner.trainer.Trainer;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.JMException;
import javax.management.ObjectName;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.RocksDB;

/** Restarts and cancellations leave no inbox, no model, no database, no thread and no open file. */
class NothingLeftBehindIT {
    private static final int JOBS = 4;
    private static final int RESTARTS_PER_JOB = 8;
    // What a JVM and a cluster may open and close by themselves meanwhile.
    private static final int NOISE = 10;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    Path folder;

    @Test
    void shouldLeaveNothingBehindAfterManyRestartsAndCancellations() throws Exception {
        goThrough("leak-first", 1);
        int threads = Thread.activeCount();
        long files = openFiles();
        for (int job = 0; job < JOBS; job++) {
            goThrough("leak-" + job, RESTARTS_PER_JOB);
        }
        await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
            assertThat(ReplyInbox.openInboxes()).isZero();
            assertThat(List.of(live(Trainer.class), live(ParameterShard.class), live(RocksDB.class)))
                    .containsOnly(0L);
            assertThat(Thread.activeCount()).isLessThanOrEqualTo(threads + NOISE);
            assertThat(openFiles()).isLessThanOrEqualTo(files + NOISE);
        });
    }

    private void goThrough(String name, int restarts) throws Exception {
        Map<String, String> settings = Map.of(
                "restart-strategy.type", "fixed-delay",
                "restart-strategy.fixed-delay.attempts", String.valueOf(restarts),
                "restart-strategy.fixed-delay.delay", "1 ms");
        try (TestingLearner learner = new TestingLearner(name, folder.resolve(name), settings)) {
            learner.start(2, 2, Optional.empty());
            learner.give(1_000_000);
            learner.failAndRestart(restarts);
            learner.awaitManifest(1);
            assertThat(live(Trainer.class))
                    .as("what is counted is there while a job runs")
                    .isPositive();
        }
    }

    /** Instances that are reachable. */
    private static long live(Class<?> type) throws JMException {
        String histogram = (String) ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=DiagnosticCommand"),
                        "gcClassHistogram",
                        new Object[] {new String[0]},
                        new String[] {String[].class.getName()});
        Matcher line = Pattern.compile("(\\d+)\\s+\\d+\\s+" + Pattern.quote(type.getName()) + "\\s")
                .matcher(histogram);
        return line.find() ? Long.parseLong(line.group(1)) : 0;
    }

    private static long openFiles() {
        return ((UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getOpenFileDescriptorCount();
    }
}
