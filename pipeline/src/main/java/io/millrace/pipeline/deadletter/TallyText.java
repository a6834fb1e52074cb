package io.millrace.pipeline.deadletter;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.DeadLetter;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.StringJoiner;

/** A tally for people, and for programs. */
public final class TallyText {
    private TallyText() {}

    /** A line for each reason, and indented below it one for each example. */
    public static String plain(Tally tally) {
        StringJoiner lines = new StringJoiner("\n");
        lines.setEmptyValue("no dead letters");
        for (Tally.Entry entry : tally.entries()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: %,d, %,d put back, from %s to %s",
                    entry.reason(),
                    entry.count(),
                    entry.putBack(),
                    Instant.ofEpochMilli(entry.first()),
                    Instant.ofEpochMilli(entry.last())));
            entry.examples().forEach(letter -> lines.add("  " + Origin.of(letter) + ": " + letter.getDetail()));
        }
        if (tally.unreadable() > 0) {
            lines.add(
                    String.format(Locale.ROOT, "%,d records are no dead letters of this version", tally.unreadable()));
        }
        return lines.toString();
    }

    /** {@code {"reasons": [{"reason", "count", "putBack", "first", "last", "examples": [...]}], "unreadable"}}. */
    public static String json(Tally tally) {
        ObjectNode root = JsonNodeFactory.instance.objectNode();
        ArrayNode reasons = root.putArray("reasons");
        for (Tally.Entry entry : tally.entries()) {
            ObjectNode node = reasons.addObject()
                    .put("reason", entry.reason())
                    .put("count", entry.count())
                    .put("putBack", entry.putBack())
                    .put("first", Instant.ofEpochMilli(entry.first()).toString())
                    .put("last", Instant.ofEpochMilli(entry.last()).toString());
            ArrayNode examples = node.putArray("examples");
            entry.examples().forEach(letter -> describe(letter, examples.addObject()));
        }
        root.put("unreadable", tally.unreadable());
        return root.toPrettyString();
    }

    private static void describe(DeadLetter letter, ObjectNode node) {
        node.put("topic", letter.getTopic())
                .put("partition", letter.getPartition())
                .put("offset", letter.getOffset())
                .put("time", Instant.ofEpochMilli(letter.getTimestamp()).toString())
                .put("detail", letter.getDetail())
                .put("key", base64(letter.getKey()))
                .put("value", base64(letter.getValue()));
    }

    private static String base64(ByteBuffer bytes) {
        return bytes == null ? null : Base64.getEncoder().encodeToString(LetterBytes.of(bytes));
    }
}
