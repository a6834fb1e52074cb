package io.millrace.pipeline.cli;

import io.millrace.pipeline.embedded.EmbeddedSystem;
import io.millrace.pipeline.embedded.Session;
import io.millrace.serving.tier.ServingConfig;
import io.millrace.serving.tier.ServingTier;
import java.io.PrintStream;

/** Another session, and a serving tier with the page as long as that goes on. */
final class PageSession implements Session {
    private final ServingConfig config;
    private final EmbeddedSystem system;
    private final Session session;
    private final PrintStream out;

    PageSession(ServingConfig config, EmbeddedSystem system, Session session, PrintStream out) {
        this.config = config;
        this.system = system;
        this.session = session;
        this.out = out;
    }

    @Override
    public void run() throws InterruptedException {
        try (ServingTier tier = Tier.start(config, system.cluster()::checkpointMillis)) {
            out.println();
            out.println("    the page is at " + Tier.url(tier) + "/");
            out.println();
            session.run();
        }
    }

    @Override
    public void stop() {
        session.stop();
    }
}
