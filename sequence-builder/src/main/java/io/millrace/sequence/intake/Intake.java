package io.millrace.sequence.intake;

import io.millrace.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.util.regex.Pattern;

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

    /**
     * Most bytes of key and value that a dead letter keeps. A compressed record can be far larger than a broker's limit; one
     * of more bytes than this must not end the job that wants to put it aside, so that its letter says where it is and has
     * neither key nor value.
     */
    public static final int MAX_KEPT = 4 << 20;

    private static final int MAX_DETAIL = 200;
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cntrl}\\p{Cf}\\p{Zl}\\p{Zp}]", Pattern.UNICODE_CHARACTER_CLASS);

    public static Intake accepted(ConsumedRecord record, AcceptedEvent event) {
        return new Intake(record.topic(), record.partition(), record.offset(), event, null, Long.MIN_VALUE);
    }

    static boolean isOversized(ConsumedRecord record) {
        return record.size() > MAX_KEPT;
    }

    /**
     * @param reason a stable code, see {@link EventValidator}
     * @param detail for a person; becomes one line, without what a terminal would obey
     */
    public static Intake refused(ConsumedRecord record, String reason, String detail) {
        DeadLetter letter = DeadLetter.newBuilder()
                .setTopic(record.topic())
                .setPartition(record.partition())
                .setOffset(record.offset())
                .setTimestamp(record.timestamp())
                .setReason(reason)
                .setDetail(printable(detail))
                .setKey(kept(record, record.key()))
                .setValue(kept(record, record.value()))
                .build();
        return new Intake(record.topic(), record.partition(), record.offset(), null, letter, Long.MIN_VALUE);
    }

    private static String printable(String detail) {
        String line = UNPRINTABLE.matcher(detail).replaceAll("?");
        return line.length() <= MAX_DETAIL ? line : line.substring(0, MAX_DETAIL) + "...";
    }

    private static ByteBuffer kept(ConsumedRecord record, byte[] bytes) {
        return bytes == null || isOversized(record) ? null : ByteBuffer.wrap(bytes);
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
