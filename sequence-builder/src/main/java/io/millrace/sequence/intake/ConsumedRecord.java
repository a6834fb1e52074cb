package io.millrace.sequence.intake;

/**
 * A record of the events topic as it was read.
 *
 * @param timestamp the record's own, milliseconds; negative if it has none
 * @param key may be null
 * @param value may be null
 */
public record ConsumedRecord(String topic, int partition, long offset, long timestamp, byte[] key, byte[] value) {
    /** Bytes of key and value together. */
    public long size() {
        return (key == null ? 0L : key.length) + (value == null ? 0L : value.length);
    }
}
