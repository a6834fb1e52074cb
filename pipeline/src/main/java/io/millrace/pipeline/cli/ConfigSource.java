package io.millrace.pipeline.cli;

import io.millrace.pipeline.config.MillraceConfig;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Where options come from: what the data says, then the file, then the command line. */
final class ConfigSource {
    @Option(names = "--config", paramLabel = "FILE", description = "A properties file of options.")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "OPTION=VALUE",
            description = "An option, such as job.parallelism=2. May be repeated; docs/options.md lists them.")
    private Map<String, String> set = new HashMap<>();

    MillraceConfig over(Map<String, String> profile) {
        MillraceConfig config = MillraceConfig.of(profile);
        if (file != null) {
            config = config.with(MillraceConfig.read(file).values());
        }
        return config.with(set);
    }
}
