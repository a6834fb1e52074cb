package io.millrace.pipeline.config;

import static io.millrace.pipeline.config.MillraceOptions.*;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.sequence.intake.EventBounds;
import io.millrace.serving.api.ApiLimits;
import io.millrace.serving.http.BearerToken;
import io.millrace.serving.http.HttpLimits;
import io.millrace.serving.tier.ServingConfig;
import io.millrace.serving.topic.Brokers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Options turned into what the serving tier asks for. */
public final class ServingConfigs {
    /** Holds the token if no file does. */
    static final String TOKEN_VARIABLE = "MILLRACE_TOKEN";

    private static final Duration IDLE = Duration.ofMinutes(1);

    private ServingConfigs() {}

    /**
     * The serving tier.
     *
     * @param bootstrapServers of the broker, which need not be that of the options
     * @param environment where the token may be
     * @throws ConfigException if the options contradict each other, or the token's file cannot be read
     */
    public static ServingConfig of(MillraceConfig config, String bootstrapServers, Map<String, String> environment) {
        EventBounds bounds = JobConfigs.bounds(config);
        try {
            return new ServingConfig(
                    Brokers.of(bootstrapServers),
                    new ServingConfig.Topics(
                            TopicNames.MODEL, TopicNames.TRAINING_EXAMPLES, TopicNames.ERASURES, TopicNames.EVENTS),
                    new InetSocketAddress(config.get(SERVING_HOST), config.get(SERVING_PORT)),
                    token(config, environment),
                    config.get(SERVING_MODEL_NAME),
                    new ServingConfig.Memory(
                            config.get(SERVING_VERSIONS_KEPT),
                            config.get(SERVING_USERS_MEMORY).getBytes(),
                            config.get(SERVING_USERS_LOOK_BACK),
                            config.get(SERVING_ITEMS_MEMORY).getBytes(),
                            config.get(SERVING_ITEMS_LOOK_BACK)),
                    new ServingConfig.Feedback(bounds.earliest(), bounds.ahead(), config.get(SERVING_FEEDBACK_TIMEOUT)),
                    http(config),
                    new ApiLimits(
                            config.get(SERVING_MAX_CANDIDATES),
                            config.get(SERVING_MAX_K),
                            config.get(SERVING_MAX_HISTORY),
                            bounds.name(),
                            bounds.value(),
                            bounds.features()));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ConfigException("serving.* cannot be configured so: " + e.getMessage());
        }
    }

    private static HttpLimits http(MillraceConfig config) {
        return new HttpLimits(
                Math.toIntExact(config.get(SERVING_MAX_BODY).getBytes()),
                config.get(SERVING_BODY_TIMEOUT),
                IDLE,
                JobConfigs.orElse(
                        config, SERVING_CONCURRENCY, Runtime.getRuntime().availableProcessors()),
                config.get(SERVING_QUEUE),
                config.get(SERVING_QUEUE_TIMEOUT));
    }

    private static Optional<BearerToken> token(MillraceConfig config, Map<String, String> environment) {
        String file = config.get(SERVING_TOKEN_FILE);
        if (file != null) {
            return Optional.of(new BearerToken(read(Path.of(file))));
        }
        return Optional.ofNullable(environment.get(TOKEN_VARIABLE)).map(BearerToken::new);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new ConfigException("the token cannot be read from " + file + ": " + e);
        }
    }
}
