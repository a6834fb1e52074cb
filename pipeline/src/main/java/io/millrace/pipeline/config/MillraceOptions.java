package io.millrace.pipeline.config;

import static org.apache.flink.configuration.ConfigOptions.key;

import io.millrace.model.Encoder;
import io.millrace.model.Ranker;
import io.millrace.model.sampling.Sampling;
import io.millrace.schemas.Precision;
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

    public static final ConfigOption<String> BACKFILL = key("source.backfill")
            .stringType()
            .noDefaultValue()
            .withDescription("Folder of event files, made by convert, that the job reads before the events topic.");
    public static final ConfigOption<Duration> OVERLAP = key("source.overlap")
            .durationType()
            .defaultValue(Duration.ofHours(1))
            .withDescription(
                    "How long before the newest event of these files the topic is begun, by the timestamps of its"
                            + " records; what is in both is dropped as a duplicate.");
    public static final ConfigOption<Boolean> BOUNDED = key("source.bounded")
            .booleanType()
            .defaultValue(false)
            .withDescription("Whether the job ends with these files instead of going on with the topic.");

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
    public static final ConfigOption<Integer> RETAINED_CHECKPOINTS = key("job.retained-checkpoints")
            .intType()
            .defaultValue(10)
            .withDescription("Checkpoints that the embedded cluster keeps: the versions that can be rolled back to.");
    public static final ConfigOption<Integer> WEB_PORT = key("job.web-port")
            .intType()
            .defaultValue(8081)
            .withDescription("Port of Flink's web interface in the embedded cluster.");

    public static final ConfigOption<Integer> MAX_NAME = key("intake.max-name")
            .intType()
            .defaultValue(256)
            .withDescription("Longest id, action type or name in an event, in UTF-16 units. An event beyond a bound"
                    + " goes to dead-letters.");
    public static final ConfigOption<Integer> MAX_VALUE = key("intake.max-value")
            .intType()
            .defaultValue(1024)
            .withDescription("Longest value of a feature or an attribute, in UTF-16 units.");
    public static final ConfigOption<Integer> MAX_FEATURES = key("intake.max-features")
            .intType()
            .defaultValue(128)
            .withDescription("Most features of one event, whether the model reads them or not.");
    public static final ConfigOption<String> EARLIEST_TIME = key("intake.earliest-time")
            .stringType()
            .defaultValue("1990-01-01T00:00:00Z")
            .withDescription("Earliest time that an event may have.");
    public static final ConfigOption<Duration> MAX_AHEAD = key("intake.max-ahead")
            .durationType()
            .defaultValue(Duration.ofDays(1))
            .withDescription("How long after its record's arrival at the broker an event may claim to happen.");
    public static final ConfigOption<Integer> BREAKER_WINDOW = key("intake.breaker-window")
            .intType()
            .defaultValue(10_000)
            .withDescription("How many of its latest records each source looks at to see whether most are bad; those it"
                    + " has not seen yet count as good.");
    public static final ConfigOption<Double> BREAKER_RATIO = key("intake.breaker-ratio")
            .doubleType()
            .defaultValue(0.5)
            .withDescription("Share of dead letters among the last intake.breaker-window records above which the job"
                    + " stops, without a restart, until a person has looked; 1 is never.");

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
    public static final ConfigOption<Integer> EMIT_EVENTS = key("sequence.emit-events")
            .intType()
            .defaultValue(8)
            .withDescription(
                    "Impressions and actions of a user after which the labels that are known make a training example.");
    public static final ConfigOption<Duration> EMIT_WITHIN = key("sequence.emit-within")
            .durationType()
            .defaultValue(Duration.ofSeconds(2))
            .withDescription("Event time after which they do anyway: no label waits longer.");
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
    public static final ConfigOption<Integer> EVENT_IDS = key("sequence.event-ids")
            .intType()
            .defaultValue(1 << 16)
            .withDescription("Most event ids of one user that are remembered; beyond, those of the oldest stretch "
                    + "of time go early, or, if all came in one (a quarter of sequence.deduplication), the newest "
                    + "are not remembered.");
    public static final ConfigOption<Integer> WAITING_EVENTS = key("sequence.waiting-events")
            .intType()
            .defaultValue(1 << 16)
            .withDescription("Most events that wait for their time in the heap of a subtask; more wait with their "
                    + "users, and cost more.");
    public static final ConfigOption<MemorySize> USER_MEMORY = key("sequence.cache-memory")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(40))
            .withDescription("Heap that a subtask takes for the users that it dealt with last, decoded.");
    public static final ConfigOption<MemorySize> RESTING_MEMORY = key("sequence.resting-memory")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(128))
            .withDescription(
                    "Heap that a subtask takes for the users before those, encoded: several times as many in the"
                            + " same room.");

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
            .withDescription(
                    "Steps that a trainer may have in flight: 1 is synchronous, more hide the round trip and bound"
                            + " staleness, 0 is free-running, as many as 64 MB of rows allow.");
    public static final ConfigOption<Integer> DENSE_STEPS = key("learner.dense-steps")
            .intType()
            .defaultValue(8)
            .withDescription(
                    "Steps for which a trainer pulls the dense tensors once, and whose gradients of them it pushes"
                            + " together, as their mean.");
    public static final ConfigOption<Duration> DENSE_AGE = key("learner.dense-age")
            .durationType()
            .defaultValue(Duration.ofSeconds(1))
            .withDescription("Time after which a trainer pulls the dense tensors again before those steps are over.");
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
    public static final ConfigOption<MemorySize> CACHE_MEMORY = key("learner.cache-memory")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(64))
            .withDescription(
                    "Heap that each server shard takes for hot rows, and to know which rows changed; 1 mb at least.");
    public static final ConfigOption<Integer> ADMISSION_TOUCHES = key("learner.admission-touches")
            .intType()
            .defaultValue(1)
            .withDescription(
                    "Examples with a gradient for a row of an embedding table, other than as a negative, after which the"
                            + " model has the row; until then one that is shared stands in for it.");
    public static final ConfigOption<Duration> ROW_TTL = key("learner.row-ttl")
            .durationType()
            .defaultValue(Duration.ZERO)
            .withDescription("Event time after which a row of an embedding table that no example touched is dropped;"
                    + " more than the windows of sequence.* take together, or 0 for never.");
    public static final ConfigOption<Duration> EVALUATION_WINDOW = key("learner.evaluation-window")
            .durationType()
            .defaultValue(Duration.ofMinutes(1))
            .withDescription("Event time of one window of progressive evaluation.");

    public static final ConfigOption<String> ROLLBACK = key("learner.rollback")
            .stringType()
            .defaultValue("")
            .withDescription("Names a rollback: a job that goes on from a savepoint or checkpoint of before it knew the"
                    + " name begins a new lineage and publishes every row again.");
    public static final ConfigOption<Precision> PRECISION = key("learner.published-precision")
            .enumType(Precision.class)
            .defaultValue(Precision.FLOAT32)
            .withDescription(
                    "Precision of the rows on the model topic: FLOAT32, with which a follower computes what the"
                            + " trainer does to the bit, or BFLOAT16, rounded to nearest even, in half the bytes.");
    public static final ConfigOption<Integer> VERDICT_MIN_PREDICTIONS = key("verdict.min-predictions")
            .intType()
            .defaultValue(0)
            .withDescription(
                    "Predictions whose labels have to mature, all tasks taken together, before a version is let"
                            + " out; until then versions are held.");
    public static final ConfigOption<Integer> VERDICT_WINDOW = key("verdict.window")
            .intType()
            .defaultValue(2_000)
            .withDescription("Labels over which a task is looked at before the next verdict on it.");
    public static final ConfigOption<Integer> VERDICT_WINDOW_OF_EITHER = key("verdict.window-of-either")
            .intType()
            .defaultValue(50)
            .withDescription(
                    "Positive and negative labels that such a window has at least; it grows until it has, up to"
                            + " 50 times its length.");
    public static final ConfigOption<Double> VERDICT_NE_MARGIN = key("verdict.ne-margin")
            .doubleType()
            .defaultValue(0.25)
            .withDescription(
                    "By how much the normalised entropy of a window may be above its usual level, as a share of"
                            + " it, before versions are held; Infinity is never.");
    public static final ConfigOption<Integer> VERDICT_PATIENCE = key("verdict.patience")
            .intType()
            .defaultValue(5)
            .withDescription(
                    "Windows in a row that are held for their normalised entropy; if the next one is no better,"
                            + " its level is the usual one.");
    public static final ConfigOption<Double> VERDICT_CALIBRATION_LEAST = key("verdict.calibration-least")
            .doubleType()
            .defaultValue(0.1)
            .withDescription(
                    "Calibration (predicted over actual positives) of a window below which versions are held.");
    public static final ConfigOption<Double> VERDICT_CALIBRATION_GREATEST = key("verdict.calibration-greatest")
            .doubleType()
            .defaultValue(10.0)
            .withDescription("Calibration of a window above which versions are held; Infinity is never.");

    public static final ConfigOption<String> SERVING_HOST = key("serving.host")
            .stringType()
            .defaultValue("127.0.0.1")
            .withDescription(
                    "Address that the server listens at. Others than this machine reach it at 0.0.0.0: give it a token then.");
    public static final ConfigOption<Integer> SERVING_PORT = key("serving.port")
            .intType()
            .defaultValue(8080)
            .withDescription("Port that the server listens at; 0 is any that is free.");
    public static final ConfigOption<String> SERVING_TOKEN_FILE = key("serving.token-file")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "File that holds the token which requests must carry; if unset, the environment variable MILLRACE_TOKEN does, and without that none is needed.");
    public static final ConfigOption<String> SERVING_MODEL_NAME = key("serving.model-name")
            .stringType()
            .defaultValue("millrace")
            .withDescription("Name of the model in the paths of the Open Inference Protocol.");
    public static final ConfigOption<MemorySize> SERVING_MAX_BODY = key("serving.max-body")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(1))
            .withDescription("Largest body of a request.");
    public static final ConfigOption<Duration> SERVING_BODY_TIMEOUT = key("serving.body-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(5))
            .withDescription("Time in which the head of a request, and then its body, must have come whole.");
    public static final ConfigOption<Integer> SERVING_CONCURRENCY = key("serving.concurrency")
            .intType()
            .noDefaultValue()
            .withDescription("Requests that are worked on at the same time; as many as there are processors if unset.");
    public static final ConfigOption<Integer> SERVING_QUEUE = key("serving.queue")
            .intType()
            .defaultValue(64)
            .withDescription("Requests that may wait for that; others are sent away with status 503.");
    public static final ConfigOption<Duration> SERVING_QUEUE_TIMEOUT = key("serving.queue-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(1))
            .withDescription("How long a request may wait to be worked on.");
    public static final ConfigOption<Integer> SERVING_MAX_CANDIDATES = key("serving.max-candidates")
            .intType()
            .defaultValue(5000)
            .withDescription("Most candidates of one request.");
    public static final ConfigOption<Integer> SERVING_MAX_K = key("serving.max-k")
            .intType()
            .defaultValue(1000)
            .withDescription("Most items that one request may have recommended.");
    public static final ConfigOption<Integer> SERVING_MAX_HISTORY = key("serving.max-history")
            .intType()
            .defaultValue(1000)
            .withDescription("Most interactions of a history in a request, and most items to leave out.");
    public static final ConfigOption<Integer> SERVING_VERSIONS_KEPT = key("serving.versions-kept")
            .intType()
            .defaultValue(3)
            .withDescription("Verified versions, the newest of all, of which any can be served by hand; 1 at least.");
    public static final ConfigOption<MemorySize> SERVING_USERS_MEMORY = key("serving.users-memory")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(256))
            .withDescription("Heap for the sequences of users; those asked for longest ago are forgotten first.");
    public static final ConfigOption<Duration> SERVING_USERS_LOOK_BACK = key("serving.users-look-back")
            .durationType()
            .defaultValue(Duration.ofDays(1))
            .withDescription("How long ago the training examples begin from which sequences of users are taken.");
    public static final ConfigOption<MemorySize> SERVING_ITEMS_MEMORY = key("serving.items-memory")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(128))
            .withDescription("Heap for the ids of items, which the model knows by their hashes only.");
    public static final ConfigOption<Duration> SERVING_ITEMS_LOOK_BACK = key("serving.items-look-back")
            .durationType()
            .defaultValue(Duration.ofDays(7))
            .withDescription("How long ago the events begin from which ids of items are taken.");
    public static final ConfigOption<Duration> SERVING_FEEDBACK_TIMEOUT = key("serving.feedback-timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(2))
            .withDescription("How long the broker is given to take an event of feedback.");

    private MillraceOptions() {}
}
