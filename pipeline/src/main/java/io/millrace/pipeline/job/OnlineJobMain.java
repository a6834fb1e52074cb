package io.millrace.pipeline.job;

import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import java.security.SecureRandom;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The main job's entry point on a Flink cluster. What it throws, the cluster reports. */
@Command(name = "online-job", description = "Events in, weights out.")
public final class OnlineJobMain {
    @Mixin
    private ConfigSource options;

    @Option(
            names = "--lineage",
            paramLabel = "N",
            description = "Names a model that starts afresh; one that is restored keeps its own. Default: random.")
    private Long lineage;

    private OnlineJobMain() {}

    /**
     * Draws the job and hands it to the cluster whose program this is.
     *
     * @param arguments as {@link ConfigSource} declares them, and {@code --lineage}
     */
    public static void main(String[] arguments) throws Exception {
        OnlineJobMain main = parse(arguments);
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        main.draw(env);
        env.execute("millrace");
    }

    /** @throws CommandLine.ParameterException if an argument is unknown or malformed */
    static OnlineJobMain parse(String... arguments) {
        OnlineJobMain main = new OnlineJobMain();
        new CommandLine(main).parseArgs(arguments);
        return main;
    }

    void draw(StreamExecutionEnvironment env) {
        MillraceConfig config = options.over(Map.of());
        env.enableCheckpointing(config.get(MillraceOptions.CHECKPOINT_INTERVAL).toMillis());
        OnlineJob.build(env, config, lineage == null ? new SecureRandom().nextLong() : lineage);
    }
}
