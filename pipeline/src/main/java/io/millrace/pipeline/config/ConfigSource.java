package io.millrace.pipeline.config;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine.Option;

/** Arguments that say where options come from: what the data says, then the file, then the command line. */
public final class ConfigSource {
    @Option(names = "--config", paramLabel = "FILE", description = "A properties file of options.")
    private Path file;

    @Option(
            names = "--set",
            paramLabel = "OPTION=VALUE",
            description = "An option, such as job.parallelism=2. May be repeated; docs/options.md lists them.")
    private Map<String, String> set = new HashMap<>();

    /**
     * The configuration.
     *
     * @param profile what the data says, by option key
     * @throws ConfigException if an option is unknown, of the wrong type, or the file cannot be read
     */
    public MillraceConfig over(Map<String, String> profile) {
        MillraceConfig config = MillraceConfig.of(profile);
        if (file != null) {
            config = config.with(MillraceConfig.read(file).values());
        }
        return config.with(set);
    }
}
