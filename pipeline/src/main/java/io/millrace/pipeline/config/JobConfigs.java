package io.millrace.pipeline.config;

import static io.millrace.pipeline.config.MillraceOptions.*;

import io.millrace.learner.LearnerConfig;
import io.millrace.learner.LineageConfig;
import io.millrace.learner.PublicationConfig;
import io.millrace.learner.trainer.StalenessBounds;
import io.millrace.learner.trainer.TrainerConfig;
import io.millrace.learner.verdict.VerdictRules;
import io.millrace.model.HstuSizes;
import io.millrace.model.ModelConfig;
import io.millrace.model.loss.DelayedConversion;
import io.millrace.model.optimizer.NormClipping;
import io.millrace.pipeline.dataset.DatasetProfile;
import io.millrace.sequence.SequenceConfig;
import io.millrace.sequence.SequenceConfig.LateConversions;
import io.millrace.sequence.intake.BreakerConfig;
import io.millrace.sequence.intake.EventBounds;
import io.millrace.sequence.timeline.HeapBounds;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;

/** Options turned into what the modules ask for. */
public final class JobConfigs {
    // Asked of every impression; every other task is asked of what was clicked.
    private static final String CLICK = "click";

    // Tokens of a slice: an item and an action for each interaction, and some auxiliary ones.
    private static final int AUXILIARY_TOKENS = 16;

    private JobConfigs() {}

    /** What a dataset's profile says, as option values. */
    public static Map<String, String> of(DatasetProfile profile) {
        Map<String, String> values = new HashMap<>();
        values.put(TASKS.key(), list(profile.tasks()));
        values.put(FEATURES.key(), list(profile.features()));
        values.put(POSITIVE_ACTIONS.key(), list(profile.positiveActions()));
        values.put(EXPOSING_ACTIONS.key(), list(profile.exposingActions()));
        values.put(CLICK_WINDOW.key(), seconds(profile.windows().click()));
        values.put(ATTRIBUTION_WINDOW.key(), seconds(profile.windows().attribution()));
        values.put(EMIT_WITHIN.key(), seconds(profile.windows().emission()));
        return values;
    }

    private static String seconds(Duration duration) {
        return duration.toSeconds() + " s";
    }

    private static String list(List<String> names) {
        return String.join(";", names);
    }

    /** The shape of the model. */
    public static ModelConfig model(MillraceConfig config) {
        int width = config.get(WIDTH);
        int heads = config.get(HEADS);
        if (heads < 1 || width % heads != 0) {
            throw new ConfigException(WIDTH.key() + " " + width + " is not a multiple of " + HEADS.key() + " " + heads);
        }
        ModelConfig defaults = ModelConfig.defaults();
        return new ModelConfig(
                        new HstuSizes(
                                width,
                                config.get(LAYERS),
                                heads,
                                width / heads,
                                width / heads,
                                2 * config.get(SLICE) + AUXILIARY_TOKENS,
                                0),
                        defaults.wukong(),
                        config.get(TASKS),
                        config.get(FEATURES),
                        config.get(POSITIVE_ACTIONS),
                        config.get(NEGATIVES),
                        defaults.temperature(),
                        config.get(ROW_LEARNING_RATE).floatValue(),
                        config.get(DENSE_LEARNING_RATE).floatValue(),
                        config.get(SEED))
                .with(config.get(ENCODER), config.get(RANKER))
                .withDenseFeatures(config.get(DENSE_FEATURES))
                .withDelayedConversions(lateConversions(config));
    }

    /** @throws ConfigException if a policy is unknown, or its task is none or needs none */
    private static Map<String, DelayedConversion> lateConversions(MillraceConfig config) {
        Map<String, DelayedConversion> policies = new TreeMap<>();
        config.get(LATE_CONVERSIONS).forEach((task, policy) -> {
            String named = LATE_CONVERSIONS.key() + " names '" + task + "', ";
            if (!config.get(TASKS).contains(task)) {
                throw new ConfigException(
                        named + "which is no task: " + TASKS.key() + " has " + list(config.get(TASKS)));
            }
            if (task.equals(CLICK)) {
                throw new ConfigException(named + "which is asked of impressions: its label is known at once");
            }
            try {
                policies.put(task, DelayedConversion.parse(policy));
            } catch (IllegalArgumentException e) {
                throw new ConfigException(LATE_CONVERSIONS.key() + " of '" + task + "': " + e.getMessage());
            }
        });
        return policies;
    }

    private static LateConversions late(DelayedConversion policy, Duration shortWindow) {
        return switch (policy) {
            case WAIT -> LateConversions.WAIT;
            case FNW -> LateConversions.FNW;
            case ES_DFM -> LateConversions.esDfm(shortWindow);
        };
    }

    /**
     * What an event may be at most.
     *
     * @throws ConfigException if a bound is out of its range
     */
    public static EventBounds bounds(MillraceConfig config) {
        try {
            return new EventBounds(
                    config.get(MAX_NAME),
                    config.get(MAX_VALUE),
                    config.get(MAX_FEATURES),
                    Instant.parse(config.get(EARLIEST_TIME)),
                    config.get(MAX_AHEAD));
        } catch (DateTimeParseException e) {
            throw new ConfigException("option '" + EARLIEST_TIME.key() + "' cannot be '" + config.get(EARLIEST_TIME)
                    + "': write a time as " + EARLIEST_TIME.defaultValue());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("intake.* cannot be configured so: " + e.getMessage());
        }
    }

    /**
     * When the job stops because most of its input is bad.
     *
     * @throws ConfigException if window or ratio are out of their range
     */
    public static BreakerConfig breaker(MillraceConfig config) {
        try {
            return new BreakerConfig(config.get(BREAKER_WINDOW), config.get(BREAKER_RATIO));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("intake.* cannot be configured so: " + e.getMessage());
        }
    }

    /** What the sequence builder does. */
    public static SequenceConfig sequence(MillraceConfig config) {
        Set<String> exposing = new HashSet<>(config.get(EXPOSING_ACTIONS));
        Set<String> clicks = new HashSet<>(exposing);
        clicks.add(CLICK);
        Map<String, DelayedConversion> late = lateConversions(config);
        List<SequenceConfig.Task> tasks = config.get(TASKS).stream()
                .map(name -> new SequenceConfig.Task(
                        name,
                        name.equals(CLICK) ? SequenceConfig.Basis.IMPRESSION : SequenceConfig.Basis.CLICK,
                        Set.of(name),
                        late(late.getOrDefault(name, DelayedConversion.WAIT), config.get(SHORT_WINDOW))))
                .collect(Collectors.toList());
        int history = config.get(HISTORY);
        return new SequenceConfig(
                config.get(FEATURES),
                config.get(DENSE_FEATURES),
                new SequenceConfig.Actions(exposing, new HashSet<>(config.get(POSITIVE_ACTIONS)), clicks),
                new SequenceConfig.Labels(tasks, config.get(CLICK_WINDOW), config.get(ATTRIBUTION_WINDOW)),
                new SequenceConfig.Slices(config.get(SLICE), AUXILIARY_TOKENS),
                new SequenceConfig.Emission(config.get(EMIT_EVENTS), config.get(EMIT_WITHIN)),
                new SequenceConfig.Retention(
                        history,
                        8 * history,
                        64,
                        config.get(DEDUPLICATION),
                        config.get(IDLE_TTL),
                        config.get(EVENT_IDS)));
    }

    /**
     * What each subtask of the sequence builder keeps in the heap.
     *
     * @throws ConfigException if a bound is out of its range
     */
    public static HeapBounds heap(MillraceConfig config) {
        try {
            return new HeapBounds(
                    config.get(WAITING_EVENTS),
                    HeapBounds.DEFAULTS.alarms(),
                    config.get(USER_MEMORY).getBytes(),
                    config.get(RESTING_MEMORY).getBytes());
        } catch (IllegalArgumentException e) {
            throw new ConfigException("sequence.* cannot be configured so: " + e.getMessage());
        }
    }

    /** Event time after which nothing of an event is pending any more: windows closed, labels emitted. */
    public static Duration settlingTime(MillraceConfig config) {
        return config.get(CLICK_WINDOW)
                .plus(config.get(ATTRIBUTION_WINDOW).multipliedBy(2))
                .plus(config.get(EMIT_WITHIN))
                .plus(config.get(DISORDER))
                .plus(Duration.ofSeconds(1));
    }

    /**
     * How the learner is spread and how it behaves.
     *
     * @param lineage of a model that starts afresh
     * @throws ConfigException if a value is out of its range
     */
    public static LearnerConfig learner(MillraceConfig config, long lineage) {
        ModelConfig model = model(config);
        int parallelism = config.get(PARALLELISM);
        try {
            return new LearnerConfig(
                    model,
                    new TrainerConfig(
                            new StalenessBounds(
                                    credits(config),
                                    config.get(DENSE_STEPS),
                                    config.get(DENSE_AGE).toMillis()),
                            new NormClipping(config.get(CLIP_NORM)),
                            config.get(VOCABULARY),
                            config.get(NEGATIVE_SAMPLING),
                            config.get(NEGATIVE_POWER)),
                    new LearnerConfig.ServerConfig(
                            config.get(KEY_GROUPS),
                            parallelism,
                            parallelism,
                            RowOptions.life(config),
                            RowOptions.cacheBytes(config)),
                    config.get(EVALUATION_WINDOW),
                    // From the first label of a clicked exposure to the example that carries its last.
                    config.get(ATTRIBUTION_WINDOW).plus(config.get(EMIT_WITHIN)),
                    new PublicationConfig(
                            new LineageConfig(lineage, config.get(ROLLBACK)), rules(config), config.get(PRECISION)));
        } catch (IllegalArgumentException e) {
            throw new ConfigException("the learner cannot be configured so: " + e.getMessage());
        }
    }

    private static VerdictRules rules(MillraceConfig config) {
        return new VerdictRules(
                config.get(VERDICT_MIN_PREDICTIONS),
                new VerdictRules.Window(config.get(VERDICT_WINDOW), config.get(VERDICT_WINDOW_OF_EITHER)),
                config.get(VERDICT_NE_MARGIN),
                config.get(VERDICT_PATIENCE),
                new VerdictRules.Bounds(
                        config.get(VERDICT_CALIBRATION_LEAST), config.get(VERDICT_CALIBRATION_GREATEST)));
    }

    private static int credits(MillraceConfig config) {
        int credits = config.get(CREDITS);
        return credits == 0 ? StalenessBounds.UNBOUNDED : credits;
    }

    /** The value of an option that has no default, or the given one. */
    public static <T> T orElse(MillraceConfig config, ConfigOption<T> option, T otherwise) {
        T value = config.get(option);
        return value == null ? otherwise : value;
    }
}
