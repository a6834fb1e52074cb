package io.millrace.pipeline.config;

import static io.millrace.pipeline.config.MillraceOptions.*;

import io.millrace.learner.server.RowLife;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** The options of the parameter server's rows, turned into what the learner asks for. */
final class RowOptions {
    /** Below it hardly a row stays cached, and every version is a scan. */
    private static final MemorySize LEAST_CACHE = MemorySize.ofMebiBytes(1);

    private RowOptions() {}

    /** @throws ConfigException if an option is out of its range */
    static RowLife life(MillraceConfig config) {
        if (config.get(ADMISSION_TOUCHES) < 1) {
            throw refused(config, ADMISSION_TOUCHES, "a row is admitted after one touch at least; 1 is at once");
        }
        if (config.get(IDLE_TTL).isZero()) {
            throw refused(config, IDLE_TTL, "it must be above 0");
        }
        Duration ttl = config.get(ROW_TTL);
        Duration settling = JobConfigs.settlingTime(config);
        if (!ttl.isZero() && ttl.compareTo(settling) <= 0) {
            throw refused(
                    config,
                    ROW_TTL,
                    "rows would be dropped before the examples of the last touch are there; it must be more than "
                            + settling.toMillis()
                            + " ms, which the windows of sequence.* take together, or 0 for never");
        }
        return new RowLife(config.get(ADMISSION_TOUCHES), ttl, config.get(IDLE_TTL));
    }

    /**
     * Bytes of heap for a shard's rows.
     *
     * @throws ConfigException if they are too few
     */
    static long cacheBytes(MillraceConfig config) {
        MemorySize memory = config.get(CACHE_MEMORY);
        if (memory.compareTo(LEAST_CACHE) < 0) {
            throw refused(config, CACHE_MEMORY, "it must be " + LEAST_CACHE + " at least");
        }
        return memory.getBytes();
    }

    private static ConfigException refused(MillraceConfig config, ConfigOption<?> option, String mend) {
        return new ConfigException(
                "option '" + option.key() + "' cannot be '" + config.values().get(option.key()) + "': " + mend);
    }
}
