package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.learner.server.RowKey;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Versions are held and let out again, while the job fails and is rescaled. */
class HeldVersionsIT {
    private static final int PART = 60;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(1)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    Path folder;

    @Test
    void shouldPublishNothingOfAHeldVersionAndEverythingWhenTheHoldEnds() throws Exception {
        Map<String, String> restarts = Map.of(
                "restart-strategy.type", "fixed-delay",
                "restart-strategy.fixed-delay.attempts", "10",
                "restart-strategy.fixed-delay.delay", "1 ms");
        try (TestingLearner learner = new TestingLearner("held", folder, restarts)) {
            learner.start(2, 1, Optional.empty());
            learner.give(PART);
            Manifest good = learner.awaitAllLearnt();
            assertThat(good.getVerdict()).isEqualTo(Verdict.GOOD);
            Map<RowKey, FloatBuffer> rows = rows(learner);

            learner.order(true, "looks odd");
            learner.give(PART);
            assertHeld(learner, good, rows);

            learner.giveAndFail(PART);
            assertHeld(learner, good, rows);

            learner.start(1, 1, Optional.of(learner.stop()));
            assertHeld(learner, good, rows);

            learner.order(false, "");
            learner.give(PART);
            Manifest released = awaitVerdict(learner, Verdict.GOOD);
            assertThat(released.getReason()).isEmpty();
            assertThat(released.getAppliedDigest()).isEqualTo(learner.digest());
            // The log has compared the rows with their digest.
            assertThat(rows(learner)).hasSize((int) released.getRows()).isNotEqualTo(rows);
        }
    }

    private static void assertHeld(TestingLearner learner, Manifest good, Map<RowKey, FloatBuffer> rows) {
        Manifest held = awaitVerdict(learner, Verdict.HELD);
        assertThat(held.getReason()).isEqualTo("held by order: looks odd");
        assertThat(held.getAppliedDigest()).isEqualTo(learner.digest());
        assertThat(held.getDigest()).isEqualTo(good.getDigest());
        assertThat(rows(learner)).isEqualTo(rows);
    }

    private static Manifest awaitVerdict(TestingLearner learner, Verdict verdict) {
        learner.awaitAllLearnt();
        await().atMost(Duration.ofMinutes(1)).until(() -> learner.log().newest().getVerdict() == verdict);
        return learner.log().newest();
    }

    private static Map<RowKey, FloatBuffer> rows(TestingLearner learner) {
        Map<RowKey, FloatBuffer> rows = new HashMap<>();
        learner.log().rows().forEach((row, weights) -> rows.put(row, FloatBuffer.wrap(weights)));
        return rows;
    }
}
