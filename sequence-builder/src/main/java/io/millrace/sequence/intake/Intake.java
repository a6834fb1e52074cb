package io.millrace.sequence.intake;

import io.millrace.schemas.DeadLetter;
import java.nio.ByteBuffer;

/**
 * What became of one record of the events topic: an accepted event, or a dead letter; the other one is null.
 *
 * @param topic it came from
 * @param partition it came from
 * @param offset its place there
 */
public record Intake(String topic, int partition, long offset, AcceptedEvent event, DeadLetter deadLetter) {

    public static Intake accepted(ConsumedRecord record, AcceptedEvent event) {
        return new Intake(record.topic(), record.partition(), record.offset(), event, null);
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
        return new Intake(record.topic(), record.partition(), record.offset(), null, letter);
    }

    public boolean isAccepted() {
        return event != null;
    }
}
