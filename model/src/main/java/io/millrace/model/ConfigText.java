package io.millrace.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The lines of a configuration's text, taken out one by one, and how lists and maps are written in a line. */
final class ConfigText {
    private final Map<String, String> lines = new LinkedHashMap<>();

    private ConfigText() {}

    static ConfigText parse(String text) {
        ConfigText parsed = new ConfigText();
        text.lines().filter(line -> !line.isBlank()).forEach(parsed::add);
        return parsed;
    }

    private void add(String line) {
        int equals = line.indexOf('=');
        if (equals < 0) {
            throw new IllegalArgumentException("not a name=value line: " + line);
        }
        if (lines.put(line.substring(0, equals), line.substring(equals + 1)) != null) {
            throw new IllegalArgumentException("given twice: " + line);
        }
    }

    <T> T take(String name, Function<String, T> parser) {
        String value = lines.remove(name);
        if (value == null) {
            throw new IllegalArgumentException("missing: " + name);
        }
        try {
            return parser.apply(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("malformed: " + name + "=" + value, e);
        }
    }

    int takeInt(String name) {
        return take(name, Integer::valueOf);
    }

    float takeFloat(String name) {
        return take(name, Float::valueOf);
    }

    <T> List<T> takeList(String name, Function<String, T> parser) {
        return take(name, value -> split(value).stream().map(parser).collect(Collectors.toList()));
    }

    /** {@code key:value} separated by commas. */
    <T> Map<String, T> takeMap(String name, Function<String, T> parser) {
        return take(name, text -> {
            Map<String, T> entries = new LinkedHashMap<>();
            for (String entry : split(text)) {
                int colon = entry.lastIndexOf(':');
                if (colon <= 0) {
                    throw new IllegalArgumentException("not a key and a value: " + entry);
                }
                T value = parser.apply(entry.substring(colon + 1));
                if (entries.put(entry.substring(0, colon), value) != null) {
                    throw new IllegalArgumentException("given twice: " + entry);
                }
            }
            return entries;
        });
    }

    private static List<String> split(String value) {
        return value.isEmpty() ? List.of() : List.of(value.split(",", -1));
    }

    /** Call when everything known has been taken. */
    void refuseRest() {
        if (!lines.isEmpty()) {
            throw new IllegalArgumentException("unknown: " + lines.keySet());
        }
    }

    static String join(List<?> values) {
        return values.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    static String join(Map<String, ?> entries) {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + ':' + entry.getValue())
                .collect(Collectors.joining(","));
    }
}
