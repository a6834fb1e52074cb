package io.millrace.sequence.accounting;

/**
 * What is counted. At every checkpoint, summed over all subtasks:
 *
 * <ul>
 *   <li>{@code events = kept + buffered + duplicates + deadLetters + erasedLate}
 *   <li>{@code exposures = exposuresOpen + exposuresLabelled + exposuresEvicted + exposuresAbsorbed + exposuresErased}
 *   <li>{@code marksMade = marksEmitted + marksPending + marksLost + marksErased}
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
    /** Of those: impressions and actions older than all that is kept of a history that is full; they leave nothing. */
    TOO_OLD("tooOld"),
    /** Event ids forgotten before their time because one user had too many. */
    IDS_FORGOTTEN("idsForgotten"),
    /** Of those kept: requests to erase a user. */
    ERASURES("erasures"),
    /** Events refused because they came after the erasure of everything of their time. */
    ERASED_LATE("erasedLate"),
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
    /** Of those: removed on request while they were open. */
    EXPOSURES_ERASED("exposuresErased"),
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
    /** Of those: removed on request while they waited for an example. */
    MARKS_ERASED("marksErased"),
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
