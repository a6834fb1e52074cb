package io.millrace.pipeline.embedded;

import io.millrace.pipeline.display.StatusLine;
import io.millrace.pipeline.display.Summary;
import io.millrace.pipeline.eventfile.EventFileSeries;
import io.millrace.schemas.Manifest;
import io.millrace.serving.version.ServedModel;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Shows what becomes of a system whose job ends with its event files, until it has and its last version is in use. */
public final class BoundedSession implements Session {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int LOOKS_PER_STATUS = 10;
    private static final Duration ACTIVATION = Duration.ofMinutes(1);

    private final EmbeddedSystem system;
    private final PrintStream out;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final StatusLine statusLine;
    private final Settlement settlement;

    /** @param system whose backfill is bounded */
    public BoundedSession(EmbeddedSystem system, PrintStream out) {
        EventFileSeries files = system.backfill().orElseThrow().files();
        this.system = system;
        this.out = out;
        this.statusLine = new StatusLine(OptionalLong.of(files.events()));
        this.settlement = Settlement.of(files);
    }

    @Override
    public void stop() {
        stop.countDown();
    }

    /** {@inheritDoc} The last version must be in use a minute after the job has ended. */
    @Override
    public void run() throws InterruptedException {
        boolean settled = false;
        int looksAfterEnd = 0;
        for (int look = 1; !settled && !stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS); look++) {
            if (system.cluster().finished()) {
                system.markEnded();
                settled = system.concluded().map(settlement::reachedBy).orElse(false);
                if (looksAfterEnd++ > ACTIVATION.dividedBy(LOOK)) {
                    throw new RunFailedException("the job has ended, but its last version did not come into use", null);
                }
            }
            if (look % LOOKS_PER_STATUS == 0) {
                out.println(system.inUse()
                        .map(report -> statusLine.of(report, System.currentTimeMillis()))
                        .orElse("waiting for the first version"));
            }
        }
        showSummary(settled);
    }

    private Optional<Manifest> current() {
        return system.follower().current().map(ServedModel::manifest);
    }

    private void showSummary(boolean settled) {
        out.println();
        out.println(settled ? "learnt to the end" : "stopped");
        system.follower().announced().flatMap(StatusLine::ofHeld).ifPresent(out::println);
        current().ifPresent(manifest -> {
            Summary summary = new Summary(out);
            summary.version(manifest);
            summary.versions(system.follower().status().assembly());
        });
    }
}
