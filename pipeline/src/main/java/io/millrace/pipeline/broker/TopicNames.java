package io.millrace.pipeline.broker;

/** The topics of Millrace. */
public final class TopicNames {
    /** What happened, keyed by user. */
    public static final String EVENTS = "events";

    /** The border between two separate jobs, keyed by user; unused when both halves run as one job. */
    public static final String TRAINING_EXAMPLES = "training-examples";

    /** Parameter rows, end-of-version marks and manifests, compacted. */
    public static final String MODEL = "model";

    /** What people ordered about publication, compacted: its newest record holds. */
    public static final String MODEL_CONTROL = "model-control";

    /** Progressive metrics, by task and window. */
    public static final String EVALUATIONS = "evaluations";

    /** Records that could not be used, as they came. */
    public static final String DEAD_LETTERS = "dead-letters";

    /** What was removed of users on request, keyed by user id. */
    public static final String ERASURES = "erasures";

    private TopicNames() {}
}
