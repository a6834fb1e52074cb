package io.millrace.pipeline.backfill;

import java.time.Duration;

/**
 * Where the files end and the topic begins. With {@code T} the time of the newest event in the files, {@code O} the
 * overlap, and for a record {@code r} of the topic its timestamp {@code s(r)}, its event's time {@code t(r)} and id:
 *
 * <ul>
 *   <li>Each partition is read from its first record with {@code s(r) >= T - O} on.
 *   <li><b>No gap.</b> The files hold every event with {@code t <= T}, so that an event which is not in them has {@code t(r)
 *       > T}; it is read if {@code s(r) >= t(r) - O}: no timestamp is more than {@code O} before the event. Where the
 *       files are complete up to {@code C < T} only, the bound is {@code O - (T - C)}.
 *   <li><b>Nothing twice.</b> A record whose event is in the files too is known by its id and dropped, if {@code s(r) -
 *       t(r) < D}, the time that ids are remembered, and the topic's events are not ahead of their timestamps.
 *   <li><b>Not late.</b> The watermark of the files ends at {@code T - O - 1}: no event of the topic with {@code t(r) >= T
 *       - O} is late because of them.
 * </ul>
 *
 * @param end T, milliseconds
 * @param overlap O
 */
public record Border(long end, Duration overlap) {
    /** Timestamp from which, inclusive, the topic is read; milliseconds. */
    public long topicStart() {
        return Math.max(0, end - overlap.toMillis());
    }

    /** The greatest watermark of the files, milliseconds. */
    public long lastWatermark() {
        return end - overlap.toMillis() - 1;
    }
}
