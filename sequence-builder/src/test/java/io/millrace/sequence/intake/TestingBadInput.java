package io.millrace.sequence.intake;

import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.Erasure;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Every kind of input that is no usable event under the default bounds, with {@code price} a number. */
public final class TestingBadInput {
    /** When the records arrived, and what the clock says. */
    public static final long NOW = 1_700_000_000_000L;

    private static final long DAY = 86_400_000L;
    private static final long EARLIEST = Instant.parse("1990-01-01T00:00:00Z").toEpochMilli();
    private static final int HEADER = 10;
    private static final String LONGEST = "x".repeat(256);
    private static final String LONG_VALUE = "v".repeat(1024);
    private static final SingleObjectCodec<Event> CODEC = new SingleObjectCodec<>(Event.class);
    private static final byte[] GOOD = shown("item", Map.of());

    private TestingBadInput() {}

    /**
     * One kind.
     *
     * @param reason that its dead letter must give
     * @param value of the record
     */
    public record Row(String what, String reason, byte[] value) {
        @Override
        public String toString() {
            return what + " -> " + reason;
        }
    }

    public static List<Row> rows() {
        return List.of(
                new Row("no value", "no-value", null),
                new Row("a value too large to keep", "oversized-record", new byte[Intake.MAX_KEPT + 1]),
                new Row("no bytes", "not-avro", new byte[0]),
                new Row("JSON", "not-avro", "{\"eventId\": \"e1\"}".getBytes()),
                new Row("fewer bytes than a header has", "not-avro", Arrays.copyOf(GOOD, HEADER - 1)),
                new Row("a fingerprint of no known schema", "unknown-schema", changed(5, GOOD[5] + 1)),
                new Row("a header and no body", "broken-body", Arrays.copyOf(GOOD, HEADER)),
                new Row("a body cut short", "broken-body", Arrays.copyOf(GOOD, GOOD.length - 1)),
                new Row("bytes after the body", "broken-body", Arrays.copyOf(GOOD, GOOD.length + 1)),
                new Row("a length beyond the end", "broken-body", changed(HEADER, 0x7E)),
                new Row("a negative length", "broken-body", changed(HEADER, 1)),
                new Row("a string that is not UTF-8", "not-utf8", changed(HEADER + 1, 0xC0)),
                new Row("an enum symbol that there is not", "unknown-symbol", unknownSymbol()),
                new Row("no event id", "empty-event-id", event("", "u", NOW, new Impression("i", Map.of()))),
                new Row("no user id", "empty-user-id", event("e", "", NOW, new Impression("i", Map.of()))),
                new Row("no item shown", "empty-item-id", shown("", Map.of())),
                new Row("no item acted on", "empty-item-id", acted("click", "", null)),
                new Row("no action type", "empty-action-type", acted("", "i", null)),
                new Row("an empty impression id", "empty-impression-id", acted("click", "i", "")),
                new Row("no attribute name", "empty-attribute-name", attribute("", "v")),
                new Row("a long event id", "oversized-event-id", event(LONGEST + 'x', "u", NOW, payload())),
                new Row("a long user id", "oversized-user-id", event("e", LONGEST + 'x', NOW, payload())),
                new Row("a long item id", "oversized-item-id", shown(LONGEST + 'x', Map.of())),
                new Row("a long action type", "oversized-action-type", acted(LONGEST + 'x', "i", null)),
                new Row("a long impression id", "oversized-impression-id", acted("click", "i", LONGEST + 'x')),
                new Row("a long attribute name", "oversized-attribute-name", attribute(LONGEST + 'x', "v")),
                new Row("a long attribute value", "oversized-attribute-value", attribute("n", LONG_VALUE + 'v')),
                new Row("a long feature name", "oversized-feature-name", shown("i", Map.of(LONGEST + 'x', "v"))),
                new Row("a long feature value", "oversized-feature-value", shown("i", Map.of("f", LONG_VALUE + 'v'))),
                new Row("a large map", "too-many-features", shown("i", features(129))),
                new Row("a negative time", "time-too-early", event("e", "u", -1, payload())),
                new Row("the smallest time", "time-too-early", event("e", "u", Long.MIN_VALUE, payload())),
                new Row("a time in seconds", "time-too-early", event("e", "u", NOW / 1000, payload())),
                new Row("a time just too early", "time-too-early", event("e", "u", EARLIEST - 1, payload())),
                new Row("a time just too far ahead", "time-in-future", event("e", "u", NOW + DAY + 1, payload())),
                new Row("a time in microseconds", "time-in-future", event("e", "u", NOW * 1000, payload())),
                new Row("the largest time", "time-in-future", event("e", "u", Long.MAX_VALUE, payload())),
                new Row("an erasure without an id", "empty-event-id", event("", "u", NOW, new Erasure())),
                new Row("an erasure of nobody", "empty-user-id", event("e", "", NOW, new Erasure())),
                new Row(
                        "an erasure with a long id",
                        "oversized-event-id",
                        event(LONGEST + 'x', "u", NOW, new Erasure())),
                new Row("an erasure of a long id", "oversized-user-id", event("e", LONGEST + 'x', NOW, new Erasure())),
                new Row("an erasure up to too early", "time-too-early", event("e", "u", EARLIEST - 1, new Erasure())),
                new Row("an erasure far ahead", "time-in-future", event("e", "u", NOW + DAY + 1, new Erasure())),
                new Row("a word for a number", "not-a-number", shown("i", Map.of("price", "dear"))),
                new Row("a number that is none", "not-a-number", shown("i", Map.of("price", "NaN"))),
                new Row("an infinite number", "not-a-number", shown("i", Map.of("price", "-Infinity"))),
                new Row("a number beyond single precision", "not-a-number", shown("i", Map.of("price", "1e39"))));
    }

    /** Events that the bounds only just admit. */
    public static List<byte[]> borderline() {
        return List.of(
                event(LONGEST, LONGEST, NOW, new Impression(LONGEST, Map.of(LONGEST, LONG_VALUE))),
                acted(LONGEST, LONGEST, LONGEST),
                attribute(LONGEST, LONG_VALUE),
                shown("i", features(128)),
                shown("i", Map.of("price", "3.4e38")),
                event(LONGEST, LONGEST, NOW + DAY, new Erasure()),
                event("e", "u", EARLIEST, payload()),
                event("e", "u", NOW + DAY, payload()));
    }

    private static byte[] event(String id, String user, long time, Object payload) {
        return CODEC.encode(new Event(id, user, time, payload));
    }

    private static Impression payload() {
        return new Impression("i", Map.of());
    }

    private static byte[] shown(String item, Map<String, String> features) {
        return event("e", "u", NOW, new Impression(item, features));
    }

    private static byte[] acted(String type, String item, String impression) {
        return event("e", "u", NOW, new Action(type, item, impression, Map.of()));
    }

    private static byte[] attribute(String name, String value) {
        return event("e", "u", NOW, new AttributeChange(AttributeKind.SLOW, name, value));
    }

    private static Map<String, String> features(int size) {
        Map<String, String> features = new HashMap<>();
        for (int i = 0; i < size; i++) {
            features.put("f" + i, "v");
        }
        return features;
    }

    private static byte[] changed(int place, int value) {
        byte[] bytes = GOOD.clone();
        bytes[place] = (byte) value;
        return bytes;
    }

    /** The symbol of an attribute's kind is the byte before the name's length, the name, and the value's branch. */
    private static byte[] unknownSymbol() {
        byte[] bytes = attribute("n", null);
        bytes[bytes.length - 4] = 2 << 1;
        return bytes;
    }
}
