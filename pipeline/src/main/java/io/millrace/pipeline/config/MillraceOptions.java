package io.millrace.pipeline.config;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.millrace.model.Encoder;
import io.millrace.model.Ranker;
import io.millrace.model.sampling.Sampling;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/** Every option of Millrace. Durations and sizes carry their unit: {@code 30 s}, {@code 256 mb}. */
public final class MillraceOptions {
    public static final ConfigOption<String> BOOTSTRAP_SERVERS = key("kafka.bootstrap-servers")
            .stringType()
            .defaultValue("127.0.0.1:9092")
            .withDescription("Kafka brokers. The embedded broker listens here when one is started.");
    public static final ConfigOption<Integer> EVENT_PARTITIONS = key("topics.events.partitions")
            .intType()
            .noDefaultValue()
            .withDescription(
                    "Partitions of the events topic when Millrace creates it; the job's parallelism if unset.");
    public static final ConfigOption<Integer> MODEL_PARTITIONS = key("topics.model.partitions")
            .intType()
            .defaultValue(4)
            .withDescription("Partitions of the model topic when Millrace creates it.");
    public static final ConfigOption<Boolean> PUBLISH_EXAMPLES = key("topics.training-examples.publish")
            .booleanType()
            .defaultValue(true)
            .withDescription("Whether training examples are also written to their topic, for others to follow.");

    public static final ConfigOption<Integer> PARALLELISM = key("job.parallelism")
            .intType()
            .defaultValue(1)
            .withDescription("Parallelism of sources, sequence builder, trainers and server shards.");
    public static final ConfigOption<Duration> CHECKPOINT_INTERVAL = key("job.checkpoint-interval")
            .durationType()
            .defaultValue(Duration.ofSeconds(2))
            .withDescription("Time between checkpoints, and so between versions.");
    public static final ConfigOption<MemorySize> MANAGED_MEMORY = key("job.managed-memory")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(256))
            .withDescription("RocksDB's memory in the embedded cluster.");
    public static final ConfigOption<Integer> WEB_PORT = key("job.web-port")
            .intType()
            .defaultValue(8081)
            .withDescription("Port of Flink's web interface in the embedded cluster.");

    public static final ConfigOption<Duration> DISORDER = key("sequence.disorder")
            .durationType()
            .defaultValue(Duration.ofSeconds(1))
            .withDescription("How much later than a younger event an event may arrive and still be in order.");
    public static final ConfigOption<Integer> SLICE = key("sequence.slice")
            .intType()
            .defaultValue(100)
            .withDescription("Most interactions in one training example.");
    public static final ConfigOption<Integer> HISTORY =
            key("sequence.history").intType().defaultValue(1000).withDescription("Most interactions kept of one user.");
    public static final ConfigOption<Integer> EMIT_LABELS = key("sequence.emit-labels")
            .intType()
            .defaultValue(8)
            .withDescription("Labels of a user that make a training example.");
    public static final ConfigOption<Duration> EMIT_WITHIN = key("sequence.emit-within")
            .durationType()
            .defaultValue(Duration.ofSeconds(2))
            .withDescription("Event time after which fewer labels make a training example.");
    public static final ConfigOption<Duration> CLICK_WINDOW = key("sequence.click-window")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription("Time after an impression in which a click counts as its click.");
    public static final ConfigOption<Duration> ATTRIBUTION_WINDOW = key("sequence.attribution-window")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription("Time after a click in which a conversion counts as its conversion.");
    public static final ConfigOption<Map<String, String>> LATE_CONVERSIONS = key("sequence.late-conversions")
            .mapType()
            .defaultValue(Map.of())
            .withDescription(
                    "How tasks of clicks are learnt from, by task: wait, for the label to be exact; fnw, at the"
                            + " click and again at a conversion; es-dfm, the same after the short window. A task that is not"
                            + " named waits.");
    public static final ConfigOption<Duration> SHORT_WINDOW = key("sequence.short-window")
            .durationType()
            .defaultValue(Duration.ofSeconds(30))
            .withDescription(
                    "Time after a click in which es-dfm waits for a conversion; less than the attribution window.");
    public static final ConfigOption<Duration> DEDUPLICATION = key("sequence.deduplication")
            .durationType()
            .defaultValue(Duration.ofDays(1))
            .withDescription("How far back in event time a repeated event id is recognised.");
    public static final ConfigOption<Duration> IDLE_TTL = key("sequence.idle-ttl")
            .durationType()
            .defaultValue(Duration.ofDays(90))
            .withDescription("Event time without an event after which a user's state is dropped.");

    public static final ConfigOption<List<String>> TASKS = key("model.tasks")
            .stringType()
            .asList()
            .defaultValues("click", "convert")
            .withDescription("Ranking tasks; each is the name of the action type that makes its label positive.");
    public static final ConfigOption<List<String>> FEATURES = key("model.features")
            .stringType()
            .asList()
            .defaultValues("category")
            .withDescription("Feature fields of impressions and actions that the model reads as categories.");
    public static final ConfigOption<List<String>> DENSE_FEATURES = key("model.dense-features")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription(
                    "Feature fields that the ranker reads as numbers; an event in which one is no number is put aside.");
    public static final ConfigOption<List<String>> POSITIVE_ACTIONS = key("model.positive-actions")
            .stringType()
            .asList()
            .defaultValues("click", "like", "rate")
            .withDescription("Action types whose item is a positive of the retrieval loss.");
    public static final ConfigOption<List<String>> EXPOSING_ACTIONS = key("model.exposing-actions")
            .stringType()
            .asList()
            .defaultValues("click", "like", "rate")
            .withDescription("Action types that are their own exposure when no impression precedes them.");
    public static final ConfigOption<Encoder> ENCODER = key("model.encoder")
            .enumType(Encoder.class)
            .defaultValue(Encoder.HSTU)
            .withDescription("Which sequence model: HSTU or, to compare with, SASREC.");
    public static final ConfigOption<Ranker> RANKER = key("model.ranker")
            .enumType(Ranker.class)
            .defaultValue(Ranker.WUKONG)
            .withDescription("Which interaction model: WUKONG or, to compare with, DEEPFM, DCNV2 or MLP.");
    public static final ConfigOption<Integer> WIDTH =
            key("model.width").intType().defaultValue(32).withDescription("D, the width of tokens.");
    public static final ConfigOption<Integer> LAYERS =
            key("model.layers").intType().defaultValue(2).withDescription("Layers of the sequence model.");
    public static final ConfigOption<Integer> HEADS = key("model.heads")
            .intType()
            .defaultValue(2)
            .withDescription("Heads of each of its layers; each is width / heads wide.");
    public static final ConfigOption<Integer> NEGATIVES = key("model.negatives")
            .intType()
            .defaultValue(128)
            .withDescription("Negatives drawn for each training example.");
    public static final ConfigOption<Double> ROW_LEARNING_RATE = key("model.row-learning-rate")
            .doubleType()
            .defaultValue(0.05)
            .withDescription("Learning rate of embedding rows (row-wise AdaGrad).");
    public static final ConfigOption<Double> DENSE_LEARNING_RATE = key("model.dense-learning-rate")
            .doubleType()
            .defaultValue(0.001)
            .withDescription("Learning rate of dense tensors (AdamW).");
    public static final ConfigOption<Long> SEED =
            key("model.seed").longType().defaultValue(1L).withDescription("From which every parameter is born.");

    public static final ConfigOption<Integer> KEY_GROUPS = key("learner.key-groups")
            .intType()
            .defaultValue(64)
            .withDescription("Key groups of the parameter server: its greatest parallelism, fixed for a model's life.");
    public static final ConfigOption<Integer> CREDITS = key("learner.credits")
            .intType()
            .defaultValue(1)
            .withDescription("Steps that a trainer may have in flight: 1 is synchronous.");
    public static final ConfigOption<Double> CLIP_NORM = key("learner.clip-norm")
            .doubleType()
            .defaultValue(10.0)
            .withDescription("Largest norm of a step's gradient.");
    public static final ConfigOption<Integer> VOCABULARY = key("learner.vocabulary")
            .intType()
            .defaultValue(20_000)
            .withDescription("Most items from which a trainer draws negatives and among which it ranks the next item.");
    public static final ConfigOption<Sampling> NEGATIVE_SAMPLING = key("learner.negative-sampling")
            .enumType(Sampling.class)
            .defaultValue(Sampling.UNIFORM)
            .withDescription("How negatives are drawn: UNIFORM, or UNIGRAM, by how often items were positives,"
                    + " with the logQ correction.");
    public static final ConfigOption<Double> NEGATIVE_POWER = key("learner.negative-power")
            .doubleType()
            .defaultValue(0.75)
            .withDescription("Power of an item's count that UNIGRAM draws by, from 0 to 1.");
    public static final ConfigOption<Integer> CACHED_ROWS = key("learner.cached-rows")
            .intType()
            .defaultValue(200_000)
            .withDescription("Rows that each server shard keeps in memory.");
    public static final ConfigOption<Duration> EVALUATION_WINDOW = key("learner.evaluation-window")
            .durationType()
            .defaultValue(Duration.ofMinutes(1))
            .withDescription("Event time of one window of progressive evaluation.");

    private MillraceOptions() {}
}
