package io.millrace.pipeline.cli;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.replay.ReplayProgress;
import io.millrace.pipeline.replay.Replayer;
import io.millrace.pipeline.replay.WallClock;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Produces events to a broker that runs elsewhere. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description =
                "Sends a dataset, or made-up events, to the events topic of a running broker, each event once: ended"
                        + " and started again it goes on where it was.")
final class ReplayCommand implements Callable<Integer> {
    @Mixin
    private SourceOptions sources;

    @Mixin
    private ConfigSource options;

    @Override
    public Integer call() throws Exception {
        MillraceConfig config = options.over(Map.of());
        try (EventSource source = sources.open();
                Replayer replayer = new Replayer(
                        source,
                        Map.of("bootstrap.servers", config.get(MillraceOptions.BOOTSTRAP_SERVERS)),
                        TopicNames.EVENTS,
                        sources.pace(),
                        WallClock.SYSTEM)) {
            replayer.run();
            ReplayProgress progress = replayer.progress();
            System.out.println("sent " + progress.produced() + " events, " + progress.skipped()
                    + " were there before; lines that are no events: " + source.badLines());
        }
        return CommandLine.ExitCode.OK;
    }
}
