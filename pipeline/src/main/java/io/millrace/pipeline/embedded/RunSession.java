package io.millrace.pipeline.embedded;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.display.Directory;
import io.millrace.pipeline.display.Freshness;
import io.millrace.pipeline.display.RecentUsers;
import io.millrace.pipeline.display.Recommendations;
import io.millrace.pipeline.display.StatusLine;
import io.millrace.pipeline.display.Summary;
import io.millrace.pipeline.kafka.Heartbeats;
import io.millrace.pipeline.replay.Pace;
import io.millrace.pipeline.replay.Replayer;
import io.millrace.pipeline.replay.WallClock;
import io.millrace.serving.version.ServedModel;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Feeds an embedded system from a source and shows what becomes of it, until all is learnt or it is told to stop. */
public final class RunSession implements Session {
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final int LOOKS_PER_STATUS = 10;
    private static final int LOOKS_PER_RECOMMENDATIONS = 100;
    private static final int USERS_SHOWN = 3;

    private final EmbeddedSystem system;
    private final EventSource source;
    private final PrintStream out;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Directory directory = new Directory();
    private final Freshness freshness = new Freshness(System.currentTimeMillis());
    private final Replayer replayer;
    private final StatusLine statusLine;
    private volatile RuntimeException replayFailure;
    private Settlement settlement;

    public RunSession(EmbeddedSystem system, EventSource source, Pace pace, PrintStream out) {
        this.system = system;
        this.source = source;
        this.out = out;
        this.replayer = new Replayer(
                directory.listenTo(source),
                Map.of("bootstrap.servers", system.brokers()),
                TopicNames.EVENTS,
                pace,
                WallClock.SYSTEM);
        this.statusLine = new StatusLine(total(system, source));
    }

    private static OptionalLong total(EmbeddedSystem system, EventSource source) {
        long history = system.backfill().map(b -> b.files().events()).orElse(0L);
        return source.size().isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(history + source.size().getAsLong());
    }

    @Override
    public void stop() {
        stop.countDown();
    }

    /**
     * Runs until the source is learnt to its end, or {@link #stop}.
     *
     * @throws RunFailedException if the job or the replay failed
     */
    @Override
    public void run() throws InterruptedException {
        system.follower().onActivation(freshness::add);
        Thread replay = new Thread(this::replay, "replay");
        replay.start();
        try (RecentUsers users = new RecentUsers(system.brokers(), TopicNames.TRAINING_EXAMPLES, USERS_SHOWN)) {
            users.start();
            boolean settled = false;
            for (int look = 1; !settled && !stop.await(LOOK.toMillis(), TimeUnit.MILLISECONDS); look++) {
                requireRunning();
                if (look % LOOKS_PER_STATUS == 0) {
                    showStatus();
                }
                if (look % LOOKS_PER_RECOMMENDATIONS == 0) {
                    showRecommendations(users);
                }
                settled = settled();
            }
            showSummary(users, settled);
        } finally {
            replayer.close();
            replay.join();
        }
    }

    private void replay() {
        try {
            replayer.run();
        } catch (RuntimeException e) {
            replayFailure = e;
        }
    }

    private void requireRunning() {
        if (replayFailure != null) {
            throw new RunFailedException("the replay failed: " + replayFailure.getMessage(), replayFailure);
        }
        if (system.cluster().finished()) {
            throw new RunFailedException("the job has ended although its source has not", null);
        }
    }

    /** Whether the source has ended and the version in use has learnt all of it. */
    private boolean settled() {
        if (source.size().isEmpty()
                || replayFailure != null
                || !replayer.progress().finished()) {
            return false;
        }
        if (settlement == null) {
            long end = replayer.progress().eventTime()
                    + JobConfigs.settlingTime(system.config()).toMillis();
            Heartbeats.send(system.brokers(), TopicNames.EVENTS, end);
            settlement = Settlement.ofAllIn(system.brokers(), TopicNames.EVENTS);
        }
        return system.concluded().map(settlement::reachedBy).orElse(false);
    }

    private void showStatus() {
        String line = system.inUse()
                .map(report -> statusLine.of(report, System.currentTimeMillis()))
                .orElse("waiting for the first version");
        out.println(line);
        system.follower().announced().flatMap(StatusLine::ofHeld).ifPresent(out::println);
    }

    private void showRecommendations(RecentUsers users) {
        Optional<ServedModel> model = system.follower().current();
        model.ifPresent(served -> Recommendations.print(served, users.newest(), directory, out));
    }

    private void showSummary(RecentUsers users, boolean settled) {
        Optional<ServedModel> model = system.follower().current();
        out.println();
        out.println(settled ? "learnt to the end" : "stopped");
        system.follower().announced().flatMap(StatusLine::ofHeld).ifPresent(out::println);
        model.ifPresent(served -> {
            Summary summary = new Summary(out);
            summary.version(served.manifest());
            summary.versions(system.follower().status().assembly());
            summary.freshness(freshness);
            summary.badLines(source.badLines());
            out.println("what version " + served.version() + " recommends:");
            Recommendations.print(served, users.newest(), directory, out);
        });
    }
}
