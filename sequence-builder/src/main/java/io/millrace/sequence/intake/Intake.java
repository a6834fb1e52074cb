package io.millrace.sequence.intake;

import io.millrace.schemas.DeadLetter;
import java.nio.ByteBuffer;

/**
 * What became of one record of the events topic: an accepted event, a dead letter, or, where both are null, a heartbeat.
 *
 * @param topic it came from
 * @param partition it came from
 * @param offset its place there
 * @param heartbeat of a heartbeat: the event time, milliseconds, that its partition has come to
 */
public record Intake(
        String topic, int partition, long offset, AcceptedEvent event, DeadLetter deadLetter, long heartbeat) {

    public static Intake accepted(ConsumedRecord record, AcceptedEvent event) {
        return new Intake(record.topic(), record.partition(), record.offset(), event, null, Long.MIN_VALUE);
    }

    /**
     * @param reason a stable code, see {@link EventValidator}
     * @param detail for a person
     */
    public static Intake refused(ConsumedRecord record, String reason, String detail) {
        DeadLetter letter = DeadLetter.newBuilder()
                .setTopic(record.topic())
                .setPartition(record.partition())
                .setOffset(record.offset())
                .setTimestamp(record.timestamp())
                .setReason(reason)
                .setDetail(detail)
                .setKey(record.key() == null ? null : ByteBuffer.wrap(record.key()))
                .setValue(record.value() == null ? null : ByteBuffer.wrap(record.value()))
                .build();
        return new Intake(record.topic(), record.partition(), record.offset(), null, letter, Long.MIN_VALUE);
    }

    /** @param time event time that the record's partition has come to, although nothing happened; milliseconds */
    public static Intake heartbeat(ConsumedRecord record, long time) {
        return new Intake(record.topic(), record.partition(), record.offset(), null, null, time);
    }

    public boolean isHeartbeat() {
        return event == null && deadLetter == null;
    }

    public boolean isAccepted() {
        return event != null;
    }
}
