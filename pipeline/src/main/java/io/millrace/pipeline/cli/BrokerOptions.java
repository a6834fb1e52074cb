package io.millrace.pipeline.cli;

import io.millrace.pipeline.broker.EmbeddedBroker;
import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.deadletter.DeadLetterException;
import io.millrace.pipeline.embedded.WorkFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where the broker is: running somewhere, or asleep in the folder of a run that has ended. */
final class BrokerOptions {
    @Mixin
    private ConfigSource options;

    @Option(
            names = "--dir",
            paramLabel = "FOLDER",
            description =
                    "The folder of a 'millrace run' that has ended: its broker is started for as long as this takes."
                            + " Without it, a broker that runs.")
    private Path folder;

    /** What was configured. */
    MillraceConfig options() {
        return options.over(Map.of());
    }

    /** Does something with the broker at the address that it is given. */
    <T> T with(Function<String, T> work) {
        String running = options().get(MillraceOptions.BOOTSTRAP_SERVERS);
        if (folder == null) {
            return work.apply(running);
        }
        if (!Files.isDirectory(folder)) {
            throw new DeadLetterException(folder + " is no folder of a run: give the --dir that 'millrace run' had");
        }
        try (WorkFolder home = WorkFolder.take(folder.toAbsolutePath());
                EmbeddedBroker broker = EmbeddedBroker.start(home.kafka(), 0)) {
            return work.apply(broker.bootstrapServers());
        }
    }
}
