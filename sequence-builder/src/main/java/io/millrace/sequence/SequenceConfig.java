package io.millrace.sequence;

import java.io.Serializable;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the sequence builder does with events. All times are event time; all windows include both ends.
 *
 * @param features names of the feature fields that are categories, in the order in which an interaction carries them
 * @param denseFeatures names of the feature fields that are numbers, likewise
 * @param actions what the types of actions mean
 * @param labels what is to be learnt, and when it is known
 * @param slices what an example carries
 * @param emission when examples are cut
 * @param retention what is kept of a user, and for how long
 */
public record SequenceConfig(
        List<String> features,
        List<String> denseFeatures,
        Actions actions,
        Labels labels,
        Slices slices,
        Emission emission,
        Retention retention)
        implements Serializable {

    public SequenceConfig {
        features = fields("features", features);
        denseFeatures = fields("denseFeatures", denseFeatures);
        check(
                slices.interactions() <= retention.interactions(),
                "slices.interactions is %d, but retention.interactions keeps only %d"
                        .formatted(slices.interactions(), retention.interactions()));
        Duration longest = labels.attributionWindow().multipliedBy(2).plus(emission.within());
        check(
                retention.idle().compareTo(longest) > 0,
                "retention.idle is %s, but labels and emission may take %s".formatted(retention.idle(), longest));
    }

    /** Clicks and conversions on a stream of consumer actions; no feature fields. */
    public static SequenceConfig defaults() {
        return new SequenceConfig(
                List.of(),
                List.of(),
                Actions.defaults(),
                Labels.defaults(),
                Slices.defaults(),
                Emission.defaults(),
                Retention.defaults());
    }

    public SequenceConfig withFeatures(List<String> fields) {
        return new SequenceConfig(fields, denseFeatures, actions, labels, slices, emission, retention);
    }

    public SequenceConfig withDenseFeatures(List<String> fields) {
        return new SequenceConfig(features, fields, actions, labels, slices, emission, retention);
    }

    public SequenceConfig withActions(Actions meanings) {
        return new SequenceConfig(features, denseFeatures, meanings, labels, slices, emission, retention);
    }

    public SequenceConfig withLabels(Labels wanted) {
        return new SequenceConfig(features, denseFeatures, actions, wanted, slices, emission, retention);
    }

    public SequenceConfig withSlices(Slices wanted) {
        return new SequenceConfig(features, denseFeatures, actions, labels, wanted, emission, retention);
    }

    public SequenceConfig withEmission(Emission wanted) {
        return new SequenceConfig(features, denseFeatures, actions, labels, slices, wanted, retention);
    }

    public SequenceConfig withRetention(Retention wanted) {
        return new SequenceConfig(features, denseFeatures, actions, labels, slices, emission, wanted);
    }

    /**
     * Meanings of action types.
     *
     * @param exposing types that are an exposure of their own where none was seen
     * @param positive types that make an interaction a positive of the retrieval task
     * @param clicks types that open the window of tasks after a click
     */
    public record Actions(Set<String> exposing, Set<String> positive, Set<String> clicks) implements Serializable {
        public Actions {
            exposing = Set.copyOf(exposing);
            positive = Set.copyOf(positive);
            clicks = Set.copyOf(clicks);
        }

        public static Actions defaults() {
            return new Actions(
                    Set.of("click", "rate", "like", "dislike"), Set.of("click", "rate", "like"), Set.of("click"));
        }
    }

    /**
     * The ranking tasks.
     *
     * @param tasks at most {@link #MAX_TASKS}; state knows a task by its place in this list, so that a running job may be
     *     given more of them only at the end
     * @param clickWindow how long after an impression an action still answers its tasks; the label is 0 after that
     * @param attributionWindow how long after an exposure an action is joined to it, and how long after a click an
     *     action answers the tasks of a click
     */
    public record Labels(List<Task> tasks, Duration clickWindow, Duration attributionWindow) implements Serializable {
        public static final int MAX_TASKS = 32;

        public Labels {
            tasks = List.copyOf(tasks);
            Set<String> names = new HashSet<>();
            for (Task task : tasks) {
                for (String name : task.supervised()) {
                    check(names.add(name), "labels.tasks names " + name + " twice");
                }
                check(
                        task.late().shortWindow().compareTo(attributionWindow) < 0,
                        "the short window of task %s is %s, not shorter than labels.attributionWindow, %s"
                                .formatted(task.name(), task.late().shortWindow(), attributionWindow));
            }
            check(tasks.size() <= MAX_TASKS, "labels.tasks has " + tasks.size() + " tasks, more than " + MAX_TASKS);
            checkPositive(clickWindow, "labels.clickWindow");
            check(
                    clickWindow.compareTo(attributionWindow) <= 0,
                    "labels.clickWindow is %s, longer than labels.attributionWindow, %s"
                            .formatted(clickWindow, attributionWindow));
        }

        public static Labels defaults() {
            return new Labels(
                    List.of(
                            new Task("click", Basis.IMPRESSION, Set.of("click")),
                            new Task("convert", Basis.CLICK, Set.of("convert"))),
                    Duration.ofMinutes(30),
                    Duration.ofDays(1));
        }
    }

    /** What a ranking task is conditioned on. */
    public enum Basis {
        /** Every impression is asked; the click window counts from it. */
        IMPRESSION,
        /** Every clicked exposure is asked; the attribution window counts from its first click. */
        CLICK
    }

    /**
     * A ranking task.
     *
     * @param name as in {@code Supervision.task}
     * @param basis which exposures are asked
     * @param actions types that make the label 1
     * @param late how it is learnt from although conversions may still come
     */
    public record Task(String name, Basis basis, Set<String> actions, LateConversions late) implements Serializable {
        /** The name of the task that every positive action answers. */
        public static final String RETRIEVAL = "retrieval";

        /** Behind a task's name, the auxiliary task of {@link LateConversions.Kind#ES_DFM} for p_dp. */
        public static final String DELAYED = ".delayed";

        /** The same for p_rn. */
        public static final String REAL_NEGATIVE = ".real-negative";

        public Task {
            actions = Set.copyOf(actions);
            check(!name.isBlank(), "a task needs a name");
            check(!name.equals(RETRIEVAL), RETRIEVAL + " is no ranking task");
            check(!actions.isEmpty(), "task " + name + " has no action that would answer it");
            check(
                    basis == Basis.CLICK || late.kind() == LateConversions.Kind.WAIT,
                    "task " + name + " is asked of impressions: only what is asked of clicks can be learnt from early");
        }

        /** Of a task that waits. */
        public Task(String name, Basis basis, Set<String> actions) {
            this(name, basis, actions, LateConversions.WAIT);
        }

        /** The tasks that its labels are for: itself, and the auxiliary ones. */
        public List<String> supervised() {
            return late.kind() == LateConversions.Kind.ES_DFM
                    ? List.of(name, name + DELAYED, name + REAL_NEGATIVE)
                    : List.of(name);
        }
    }

    /**
     * How a task on clicks is learnt from although conversions may still come (MATH §6).
     *
     * @param kind the policy
     * @param shortWindow w, how long after the first click a conversion is waited for before the exposure is learnt from;
     *     zero unless the policy is {@link Kind#ES_DFM}
     */
    public record LateConversions(Kind kind, Duration shortWindow) implements Serializable {
        public static final LateConversions WAIT = new LateConversions(Kind.WAIT, Duration.ZERO);
        public static final LateConversions FNW = new LateConversions(Kind.FNW, Duration.ZERO);

        /** The policies. */
        public enum Kind {
            /** One label, when the attribution window ends. */
            WAIT,
            /** Fake negative weighted: a negative at the click, a positive at the conversion. */
            FNW,
            /** Elapsed-time sampling: the same at the end of the short window, and labels for two auxiliary tasks. */
            ES_DFM
        }

        public LateConversions {
            check(!shortWindow.isNegative(), "the short window is negative: " + shortWindow);
            check(
                    kind == Kind.ES_DFM || shortWindow.isZero(),
                    "only ES_DFM has a short window, not " + kind + ": " + shortWindow);
        }

        public static LateConversions esDfm(Duration shortWindow) {
            return new LateConversions(Kind.ES_DFM, shortWindow);
        }
    }

    /**
     * Bounds of one example.
     *
     * @param interactions longest run of interactions
     * @param auxiliary most changes of slow attributes, the newest
     */
    public record Slices(int interactions, int auxiliary) implements Serializable {
        public Slices {
            checkPositive(interactions, "slices.interactions");
            check(auxiliary >= 0, "slices.auxiliary is negative: " + auxiliary);
        }

        public static Slices defaults() {
            return new Slices(128, 32);
        }
    }

    /**
     * When waiting labels become an example.
     *
     * @param events k: as soon as a user has acted or been shown something this often since the last example
     * @param within or at the user's next turn; turns are this far apart, so that no label waits longer
     */
    public record Emission(int events, Duration within) implements Serializable {
        public Emission {
            checkPositive(events, "emission.events");
            checkPositive(within, "emission.within");
        }

        public static Emission defaults() {
            return new Emission(8, Duration.ofSeconds(10));
        }
    }

    /**
     * What stays in state.
     *
     * @param interactions of the history that are always kept (rounded up to whole pages)
     * @param interactionsCap of the history that are kept while labels on them may still come; labels on what is beyond
     *     are lost, and counted
     * @param attributes most static facts, and most changes of slow attributes, of a user
     * @param deduplication how long an event id is remembered, from its event time or, if it came later, its arrival on, in event time
     * @param idle a user without events for this long is forgotten (after up to a quarter more)
     * @param ids most event ids of one user that are remembered; beyond, the oldest quarter of the time goes early
     */
    public record Retention(
            int interactions, int interactionsCap, int attributes, Duration deduplication, Duration idle, int ids)
            implements Serializable {
        private static final int IDS = 1 << 16;

        public Retention {
            checkPositive(interactions, "retention.interactions");
            check(
                    interactionsCap >= interactions,
                    "retention.interactionsCap is %d, less than retention.interactions, %d"
                            .formatted(interactionsCap, interactions));
            check(attributes >= 0, "retention.attributes is negative: " + attributes);
            checkPositive(deduplication, "retention.deduplication");
            checkPositive(idle, "retention.idle");
            checkPositive(ids, "retention.ids");
        }

        /** With as many ids as by default. */
        public Retention(int interactions, int interactionsCap, int attributes, Duration deduplication, Duration idle) {
            this(interactions, interactionsCap, attributes, deduplication, idle, IDS);
        }

        public static Retention defaults() {
            return new Retention(1024, 8192, 64, Duration.ofDays(2), Duration.ofDays(90));
        }
    }

    private static List<String> fields(String list, List<String> names) {
        check(new HashSet<>(names).size() == names.size(), list + " names a field twice: " + names);
        return List.copyOf(names);
    }

    private static void checkPositive(int value, String name) {
        check(value > 0, name + " must be positive, is " + value);
    }

    private static void checkPositive(Duration value, String name) {
        check(value.toMillis() > 0, name + " must be at least a millisecond, is " + value);
    }

    private static void check(boolean condition, String message) {
        if (!condition) {
            throw new IllegalArgumentException(message);
        }
    }
}
