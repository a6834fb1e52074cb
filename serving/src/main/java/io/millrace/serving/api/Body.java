package io.millrace.serving.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millrace.serving.http.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;

/**
 * A JSON object as it came, which is read field by field; what is not as it should be is refused with where it stands. A
 * field that is {@code null} is one that is not there.
 */
final class Body {
    /** Of the year 9999: beyond it, arithmetic on times would have to be careful. */
    private static final long LATEST = 253_402_300_799_999L;

    private static final ObjectReader READER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build()
            .reader();

    private final JsonNode object;
    private final String place;

    private Body(JsonNode object, String place) {
        this.object = object;
        this.place = place;
    }

    /** @throws Refusal if the bytes are no JSON object, or have fields besides these */
    static Body parse(byte[] bytes, Set<String> fields) {
        JsonNode tree;
        try {
            tree = READER.readTree(bytes);
        } catch (JsonProcessingException e) {
            throw Refusal.bad("not-json", "the body is not JSON: " + e.getOriginalMessage());
        } catch (IOException e) {
            throw Refusal.bad("not-json", "the body is not JSON in UTF-8");
        }
        if (tree.isMissingNode()) {
            throw Refusal.bad("not-json", "the body is empty");
        }
        return object(tree, "", fields);
    }

    /** @throws Refusal if the node is no object, or has fields besides these */
    static Body object(JsonNode node, String place, Set<String> fields) {
        if (!node.isObject()) {
            throw wrong(place.isEmpty() ? "the body" : place, "an object");
        }
        Body body = new Body(node, place);
        node.fieldNames().forEachRemaining(name -> {
            if (!fields.contains(name)) {
                throw Refusal.bad("unknown-field", body.at(name) + " is unknown; known are " + sorted(fields));
            }
        });
        return body;
    }

    boolean has(String field) {
        return object.hasNonNull(field);
    }

    /** A string that is not empty and not longer than {@code most}. */
    String text(String field, int most) {
        if (!has(field)) {
            throw Refusal.bad("missing-field", at(field) + " is missing");
        }
        return text(object.get(field), at(field), most);
    }

    /** A string that is not empty and not longer than {@code most}. */
    static String text(JsonNode node, String place, int most) {
        String text = anyText(node, place, most);
        if (text.isEmpty()) {
            throw Refusal.bad("empty", place + " is empty");
        }
        return text;
    }

    /** A string that is not longer than {@code most}. */
    static String anyText(JsonNode node, String place, int most) {
        if (!node.isTextual()) {
            throw wrong(place, "a string");
        }
        String text = node.textValue();
        if (text.length() > most) {
            throw Refusal.bad("too-long", place + " has " + text.length() + " characters, more than " + most);
        }
        if (!StandardCharsets.UTF_8.newEncoder().canEncode(text)) {
            throw Refusal.bad("not-unicode", place + " has half a surrogate pair");
        }
        return text;
    }

    /** A whole number from {@code least} to {@code most}, or {@code otherwise} if it is not there. */
    int integer(String field, int least, int most, int otherwise) {
        return has(field) ? (int) whole(object.get(field), at(field), least, most) : otherwise;
    }

    boolean flag(String field, boolean otherwise) {
        if (has(field) && !object.get(field).isBoolean()) {
            throw wrong(at(field), "true or false");
        }
        return has(field) ? object.get(field).booleanValue() : otherwise;
    }

    /** Milliseconds since the epoch. */
    OptionalLong time(String field) {
        return has(field) ? OptionalLong.of(time(object.get(field), at(field))) : OptionalLong.empty();
    }

    /** Milliseconds since the epoch. */
    static long time(JsonNode node, String place) {
        return whole(node, place, 0, LATEST);
    }

    /** A list, read element by element; empty if it is not there. */
    <T> List<T> list(String field, int most, BiFunction<JsonNode, String, T> element) {
        if (!has(field)) {
            return List.of();
        }
        JsonNode list = object.get(field);
        if (!list.isArray()) {
            throw wrong(at(field), "a list");
        }
        if (list.size() > most) {
            throw Refusal.bad("too-many", at(field) + " has " + list.size() + " elements, more than " + most);
        }
        List<T> elements = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            elements.add(element.apply(list.get(i), at(field) + "[" + i + "]"));
        }
        return elements;
    }

    /** An object of strings, in the order of its names; empty if it is not there. */
    Map<String, String> texts(String field, ApiLimits limits) {
        if (!has(field)) {
            return Collections.emptyMap();
        }
        JsonNode map = object.get(field);
        if (!map.isObject()) {
            throw wrong(at(field), "an object");
        }
        if (map.size() > limits.features()) {
            throw Refusal.bad(
                    "too-many", at(field) + " has " + map.size() + " entries, more than " + limits.features());
        }
        Map<String, String> texts = new TreeMap<>();
        map.properties().forEach(entry -> {
            if (entry.getKey().length() > limits.name()) {
                throw Refusal.bad("too-long", at(field) + " has a name longer than " + limits.name());
            }
            texts.put(entry.getKey(), anyText(entry.getValue(), at(field) + "." + entry.getKey(), limits.value()));
        });
        return texts;
    }

    /** The object in a field that must be there. */
    Body object(String field, Set<String> fields) {
        if (!has(field)) {
            throw Refusal.bad("missing-field", at(field) + " is missing");
        }
        return object(object.get(field), at(field), fields);
    }

    /** Where a field of this object stands. */
    String at(String field) {
        return place.isEmpty() ? field : place + "." + field;
    }

    private static long whole(JsonNode node, String place, long least, long most) {
        if (!node.isIntegralNumber()) {
            throw wrong(place, "a whole number");
        }
        if (!node.canConvertToLong() || node.longValue() < least || node.longValue() > most) {
            throw Refusal.bad("out-of-range", place + " is " + node + ", not from " + least + " to " + most);
        }
        return node.longValue();
    }

    private static Refusal wrong(String place, String wanted) {
        return Refusal.bad("wrong-type", place + " is to be " + wanted);
    }

    private static List<String> sorted(Set<String> fields) {
        return fields.stream().sorted().toList();
    }
}
