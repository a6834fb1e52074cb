package io.millrace.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.embedded.SmallRun;
import io.millrace.schemas.Manifest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is ended, politely or not, and started again. */
class KillAndResumeIT {
    private static final int EVENTS = 6_000;
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    // Faster than life and slow enough to be interrupted midway.
    private static final String SPEED = "2";

    @TempDir
    Path folder;

    @Test
    void shouldLearnWhatAnUndisturbedRunLearnsWhenKilledTwice() throws Exception {
        EventSource source = SmallRun.standardWorld(EVENTS);
        Manifest undisturbed = SmallRun.learn(folder.resolve("undisturbed"), source, Map.of());
        killMidway(1);
        killMidway(2);

        try (RunProcess last = start(3, "max")) {
            assertThat(last.exitCode(PATIENCE)).isZero();
            assertThat(last.output())
                    .contains("going on from chk-")
                    .contains("learnt to the end")
                    .contains(String.format(
                            Locale.ROOT,
                            "applied %,d examples, digest %016x",
                            undisturbed.getAppliedExamples(),
                            undisturbed.getAppliedDigest()))
                    .contains(String.format(Locale.ROOT, "events %,d = histories %,d", EVENTS, EVENTS));
        }
    }

    /** Kills a process that has published a version of its own, besides the first and the one it went on from. */
    private void killMidway(int attempt) throws Exception {
        try (RunProcess process = start(attempt, SPEED)) {
            await().atMost(PATIENCE)
                    .until(() -> !process.isAlive() || process.version() > Math.max(1, process.restoredFrom()));
            assertThat(process.isAlive()).as(process.output()).isTrue();
            process.kill();
            assertThat(process.events()).as("killed midway").isBetween(1L, EVENTS - 1L);
            assertThat(process.restoredFrom() > 0).isEqualTo(attempt > 1);
        }
    }

    @Test
    void shouldEndCleanlyWhenToldToAndGoOnWhenStartedAgain() throws Exception {
        try (RunProcess first = start(1, SPEED)) {
            await().atMost(PATIENCE).until(() -> !first.isAlive() || first.version() >= 2);
            first.terminate();
            // 128 + SIGTERM: what the JVM ends with when it is told to.
            assertThat(first.exitCode(Duration.ofSeconds(30))).isEqualTo(143);
            assertThat(first.output()).contains("stopped").endsWith("ended\n").doesNotContain("Exception", "ERROR");
        }
        try (RunProcess second = start(2, "max")) {
            assertThat(second.exitCode(PATIENCE)).isZero();
            assertThat(second.output()).contains("going on from chk-", "learnt to the end");
        }
    }

    private RunProcess start(int attempt, String speed) throws Exception {
        return RunProcess.start(folder, attempt, "--events", String.valueOf(EVENTS), "--speed", speed);
    }
}
