package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.InjectMiniCluster;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Checkpoints that come to nothing, in a job that goes on. That nothing of their versions is seen before a later checkpoint
 * is complete, and then in order, is what the log checks at every record.
 */
class FailedCheckpointsIT {
    private static final int PART = 60;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    Path folder;

    private TestingLearner learner;

    @BeforeEach
    void start() throws Exception {
        learner = new TestingLearner(
                "troubled-" + folder.getFileName(),
                folder,
                Map.of(
                        "execution.checkpointing.dir",
                        TroubledFileSystem.SCHEME + "://" + folder.resolve("checkpoints"),
                        // No state is so small that it is kept out of files.
                        "execution.checkpointing.data-inline-threshold",
                        "0 b",
                        "execution.checkpointing.timeout",
                        "5 s",
                        "execution.checkpointing.tolerable-failed-checkpoints",
                        "1000"));
        learner.start(2, 2, Optional.empty());
        learner.give(PART);
        learner.awaitAllLearnt();
    }

    @AfterEach
    void cancel() {
        learner.close();
    }

    @Test
    void shouldLearnEachExampleOnceWhenStateCannotBeWritten() {
        for (int files = 1; files <= 5; files++) {
            learner.give(PART / 2);
            TroubledFileSystem.failNext(files);
            learner.give(PART / 2);
            await().atMost(Duration.ofMinutes(2)).until(() -> TroubledFileSystem.failuresDue() == 0);
            assertThat(learner.awaitAllLearnt().getAppliedDigest()).isEqualTo(learner.digest());
        }
    }

    @Test
    void shouldLearnEachExampleOnceWhenACheckpointExpires(@InjectMiniCluster MiniCluster cluster) throws Exception {
        URI checkpoints = cluster.getRestAddress().get().resolve("/jobs/" + learner.job() + "/checkpoints");
        long before = failures(checkpoints);
        CountDownLatch release = TroubledFileSystem.holdNext();
        learner.give(PART);
        await().atMost(Duration.ofMinutes(2)).until(() -> failures(checkpoints) > before);
        release.countDown();
        learner.give(PART);
        assertThat(learner.awaitAllLearnt().getAppliedDigest()).isEqualTo(learner.digest());
    }

    private static long failures(URI checkpoints) throws Exception {
        String statistics = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(checkpoints).build(), HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher failed = Pattern.compile("\"failed\":(\\d+)").matcher(statistics);
        assertThat(failed.find()).as(statistics).isTrue();
        return Long.parseLong(failed.group(1));
    }
}
