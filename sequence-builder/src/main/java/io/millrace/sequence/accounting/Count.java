package io.millrace.sequence.accounting;

/**
 * What is counted. At every checkpoint, summed over all subtasks:
 *
 * <ul>
 *   <li>{@code events = kept + buffered + duplicates + deadLetters}
 *   <li>{@code exposures = exposuresOpen + exposuresLabelled + exposuresEvicted + exposuresAbsorbed}
 *   <li>{@code marksMade = marksEmitted + marksPending + marksLost}
 * </ul>
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
    /** Of those: actions may still be joined to them. */
    EXPOSURES_OPEN("exposuresOpen"),
    /** Of those: let go of, with all labels that were asked of them out. */
    EXPOSURES_LABELLED("exposuresLabelled"),
    /** Of those: actions that turned out to belong to another exposure, which came late. */
    EXPOSURES_ABSORBED("exposuresAbsorbed"),
    /** Of those: gave way because the user had too many of the same item; labels of theirs may be missing. */
    EXPOSURES_EVICTED("exposuresEvicted"),
    /** Static facts refused because the user had too many. */
    FACTS_REFUSED("factsRefused"),
    /** Labels that became known, less those that a late event took back before they were learnt from. */
    MARKS_MADE("marksMade"),
    /** Of those: learnt from, in an example. */
    MARKS_EMITTED("marksEmitted"),
    /** Of those: waiting for an example. */
    MARKS_PENDING("marksPending"),
    /** Of those: lost because the interaction was not kept any more. */
    MARKS_LOST("marksLost"),
    /** Labels learnt from, or judged by, that a late event shows to be others; they are not taken back. */
    LABELS_OVERTAKEN("labelsOvertaken"),
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
