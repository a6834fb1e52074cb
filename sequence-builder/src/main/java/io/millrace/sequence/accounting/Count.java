package io.millrace.sequence.accounting;

/**
 * What is counted. At every checkpoint, summed over all subtasks: {@code events = kept + buffered + duplicates +
 * deadLetters} and {@code marksMade = marksEmitted + marksPending + marksLost}.
 */
public enum Count {
    /** Heartbeats, which are no events. */
    HEARTBEATS("heartbeats"),
    /** Records read, good or bad. */
    EVENTS("events"),
    /** Records that were no usable event. */
    DEAD_LETTERS("deadLetters"),
    /** Events that took effect. */
    KEPT("kept"),
    /** Events that wait for their time. */
    BUFFERED("buffered"),
    /** Events whose id had been seen. */
    DUPLICATES("duplicates"),
    /** Of those kept: events that came after the watermark had passed them. */
    LATE("late"),
    /** Impressions, and actions that were their own exposure. */
    EXPOSURES("exposures"),
    /** Exposures that gave way because the user had too many of the same item; labels of theirs may be missing. */
    EXPOSURES_EVICTED("exposuresEvicted"),
    /** Static facts refused because the user had too many. */
    FACTS_REFUSED("factsRefused"),
    /** Labels that became known. */
    MARKS_MADE("marksMade"),
    /** Of those: learnt from, in an example. */
    MARKS_EMITTED("marksEmitted"),
    /** Of those: waiting for an example. */
    MARKS_PENDING("marksPending"),
    /** Of those: lost because the interaction was not kept any more. */
    MARKS_LOST("marksLost"),
    /** Examples sent. */
    EXAMPLES("examples");

    private final String label;

    Count(String label) {
        this.label = label;
    }

    /** The name in checkpoint reports, manifests and metrics. */
    public String label() {
        return label;
    }
}
