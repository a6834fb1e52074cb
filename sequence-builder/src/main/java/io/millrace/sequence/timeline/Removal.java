package io.millrace.sequence.timeline;

import io.millrace.schemas.Erased;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.intake.AcceptedEvent.Erasure;

/**
 * What an erasure removed of its user.
 *
 * @param event the erasure
 * @param effectiveTime when it took effect, milliseconds of event time: its own time, or when it came late a later one
 * @param interactions entries of the history
 * @param exposures those that were open
 * @param labels those that waited for an example
 */
public record Removal(AcceptedEvent event, long effectiveTime, int interactions, int exposures, int labels) {
    /**
     * What the world is told.
     *
     * @param at when it was removed, milliseconds of the clock
     */
    public Erased toldAt(long at) {
        Erasure erasure = (Erasure) event.payload();
        return Erased.newBuilder()
                .setUser(event.user())
                .setUserId(erasure.userId())
                .setEventId(erasure.eventId())
                .setEventTime(event.time())
                .setEffectiveTime(effectiveTime)
                .setInteractions(interactions)
                .setExposures(exposures)
                .setLabels(labels)
                .setErasedAt(at)
                .build();
    }
}
