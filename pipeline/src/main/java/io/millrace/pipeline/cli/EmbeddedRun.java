package io.millrace.pipeline.cli;

import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.embedded.EmbeddedSystem;
import io.millrace.pipeline.embedded.Session;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;

/** An embedded system from its start to Ctrl-C. To be closed when the command has nothing more to do. */
final class EmbeddedRun implements AutoCloseable {
    private static final long END_SECONDS = 60;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final PrintStream out = System.out;

    /** @param sessions makes what goes on while the system runs */
    void run(MillraceConfig config, Path folder, BiFunction<EmbeddedSystem, PrintStream, Session> sessions)
            throws InterruptedException {
        out.println("starting Kafka and Flink on " + folder.toAbsolutePath());
        try (EmbeddedSystem system = EmbeddedSystem.start(config, folder)) {
            out.println("Kafka at " + system.brokers() + ", Flink's web interface at "
                    + system.cluster().webInterface());
            system.restoredFrom().ifPresent(checkpoint -> out.println("going on from " + checkpoint.getFileName()));
            Session session = sessions.apply(system, out);
            Runtime.getRuntime().addShutdownHook(endingOn(session));
            session.run();
        }
        out.println("ended");
    }

    /**
     * On Ctrl-C the session is told to stop, and the process lives until it has ended everything. Not until the main
     * thread has ended: that waits for this hook in its call of exit.
     */
    private Thread endingOn(Session session) {
        return new Thread(
                () -> {
                    session.stop();
                    try {
                        ended.await(END_SECONDS, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "end");
    }

    @Override
    public void close() {
        ended.countDown();
    }
}
