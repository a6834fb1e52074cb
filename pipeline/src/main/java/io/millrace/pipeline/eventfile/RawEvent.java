package io.millrace.pipeline.eventfile;

/**
 * An event of a file as its record on the topic would be.
 *
 * @param time when it happened, milliseconds
 * @param key the user id, UTF-8 if the writer kept to the schema
 * @param value the event in single-object encoding, its body byte for byte as the file has it
 */
public record RawEvent(long time, byte[] key, byte[] value) {}
