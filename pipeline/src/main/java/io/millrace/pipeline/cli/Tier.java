package io.millrace.pipeline.cli;

import io.millrace.pipeline.config.ConfigException;
import io.millrace.serving.tier.ServingConfig;
import io.millrace.serving.tier.ServingTier;
import java.time.Clock;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.common.KafkaException;

/** The serving tier, with errors for the user. */
final class Tier {
    private Tier() {}

    /**
     * Starts it.
     *
     * @param checkpointMillis how long checkpoints took, by version, where that is known
     * @throws ConfigException if it cannot be started
     */
    static ServingTier start(ServingConfig config, Supplier<Map<Long, Long>> checkpointMillis) {
        try {
            return ServingTier.start(config, Clock.systemUTC(), checkpointMillis);
        } catch (KafkaException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new ConfigException("nothing can be followed: " + reason.getMessage());
        } catch (RuntimeException e) {
            throw new ConfigException(
                    "cannot listen at " + config.address() + ": " + e.getMessage() + "; --port chooses another port");
        }
    }

    /** Where a browser finds it. */
    static String url(ServingTier tier) {
        return "http://" + tier.address().getHostString() + ":" + tier.address().getPort();
    }
}
