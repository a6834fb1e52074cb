package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Manifest;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.runtime.testutils.MiniClusterResourceConfiguration;
import org.apache.flink.test.junit5.MiniClusterExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The model is stopped at one parallelism and goes on at another. */
class RescaleIT {
    private static final int PART = 120;

    @RegisterExtension
    static final MiniClusterExtension CLUSTER = new MiniClusterExtension(new MiniClusterResourceConfiguration.Builder()
            .setNumberTaskManagers(2)
            .setNumberSlotsPerTaskManager(2)
            .build());

    @TempDir
    Path folder;

    @Test
    void shouldLoseNoRowAndLearnNoExampleTwiceFromTwoToOneToFour() throws Exception {
        try (TestingLearner learner = new TestingLearner("rescale", folder, Map.of())) {
            learner.start(2, 2, Optional.empty());
            learner.give(PART);
            goOnAtRest(learner, 1, 1);
            goOnMidway(learner, 4, 3);
            goOnAtRest(learner, 3, 1);
            goOnMidway(learner, 1, 1);
            assertThat(learner.awaitAllLearnt().getAppliedDigest()).isEqualTo(learner.digest());
        }
    }

    /** With nothing in flight, what is stored before and after is the same, to the last bit of the last row. */
    private static void goOnAtRest(TestingLearner learner, int parallelism, int credits) throws Exception {
        Manifest before = learner.awaitAllLearnt();
        learner.start(parallelism, credits, Optional.of(learner.stop()));
        Manifest after = learner.awaitAllLearnt();
        assertThat(after.getVersion()).isGreaterThan(before.getVersion());
        assertThat(after.getRows()).isPositive().isEqualTo(before.getRows());
        assertThat(after.getDigest()).isEqualTo(before.getDigest());
        assertThat(after.getAppliedExamples()).isEqualTo(before.getAppliedExamples());
        assertThat(after.getAppliedDigest()).isEqualTo(before.getAppliedDigest());
    }

    /** With examples in flight. */
    private static void goOnMidway(TestingLearner learner, int parallelism, int credits) throws Exception {
        Manifest before = learner.awaitAllLearnt();
        learner.give(2 * PART);
        learner.awaitManifest(before.getAppliedExamples() + 1);
        learner.give(PART);
        learner.start(parallelism, credits, Optional.of(learner.stop()));
    }
}
