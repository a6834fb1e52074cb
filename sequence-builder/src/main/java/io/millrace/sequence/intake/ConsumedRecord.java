package io.millrace.sequence.intake;

/**
 * A record of the events topic as it was read.
 *
 * @param timestamp the record's own, milliseconds
 * @param key may be null
 * @param value may be null
 */
public record ConsumedRecord(String topic, int partition, long offset, long timestamp, byte[] key, byte[] value) {}
