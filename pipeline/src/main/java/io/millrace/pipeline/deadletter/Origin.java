package io.millrace.pipeline.deadletter;

import io.millrace.schemas.DeadLetter;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the record of a dead letter was, written {@code events-0@5}. It names the letter: however often the letter was
 * written, its origin is the same.
 *
 * @param partition negative if the letter is of no record
 * @param offset negative if the letter is of no record
 */
record Origin(String topic, int partition, long offset) {
    /**
     * The header that names an origin in UTF-8: on the events topic of a record that was put back, on the dead-letters
     * topic of a record without a value that says so.
     */
    static final String HEADER = "millrace-dead-letter";

    private static final Pattern TEXT = Pattern.compile("(.+)-(\\d+)@(\\d+)");

    static Origin of(DeadLetter letter) {
        return new Origin(letter.getTopic(), letter.getPartition(), letter.getOffset());
    }

    /** @throws DeadLetterException if it is no origin's text */
    static Origin decode(byte[] header) {
        String text = new String(header, StandardCharsets.UTF_8);
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new DeadLetterException("the header " + HEADER + " says '" + text
                    + "', which this version does not understand: use the version that wrote it");
        }
        return new Origin(parts.group(1), Integer.parseInt(parts.group(2)), Long.parseLong(parts.group(3)));
    }

    byte[] encode() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Whether it is a place on a topic, and so names one letter. */
    boolean isRecord() {
        return partition >= 0 && offset >= 0;
    }

    @Override
    public String toString() {
        return isRecord() ? topic + '-' + partition + '@' + offset : topic;
    }
}
