package io.millrace.pipeline.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.description.TextElement;
import org.junit.jupiter.api.Test;

class OptionsDocumentationTest {
    private static final Path FILE = Path.of("..", "docs", "options.md");

    private static final String HEADER = String.join(
            "\n",
            "# Options",
            "",
            "Set with `--set KEY=VALUE`, or in the properties file that `--config` names. Durations and sizes carry"
                    + " their unit (`30 s`, `256 mb`); lists are written `a;b`, maps `a:x,b:y`, and the empty value is the empty list or map.",
            "",
            "| Key | Type | Default | Meaning |",
            "|---|---|---|---|",
            "");

    @Test
    void shouldDescribeEveryOption() throws IOException {
        assertThat(Files.readString(FILE)).as("what docs/options.md must be").isEqualTo(wanted());
    }

    @Test
    void shouldKeepDescriptionsFromBreakingTheTable() {
        assertThat(MillraceConfig.options())
                .extracting(OptionsDocumentationTest::description)
                .noneMatch(text -> text.isBlank() || text.contains("|") || text.contains("\n"));
    }

    private static String wanted() {
        Map<String, String> types = types();
        return MillraceConfig.options().stream()
                .map(option -> "| `" + option.key() + "` | " + types.get(option.key()) + " | " + defaultOf(option)
                        + " | " + description(option) + " |\n")
                .collect(Collectors.joining("", HEADER, ""));
    }

    private static <T> String defaultOf(ConfigOption<T> option) {
        if (!option.hasDefaultValue()) {
            return "none";
        }
        if (option.defaultValue() instanceof List<?> list) {
            return '`' + list.stream().map(String::valueOf).collect(Collectors.joining(";")) + '`';
        }
        if (option.defaultValue() instanceof Map<?, ?> map) {
            return '`'
                    + map.entrySet().stream()
                            .map(entry -> entry.getKey() + ":" + entry.getValue())
                            .collect(Collectors.joining(","))
                    + '`';
        }
        Configuration configuration = new Configuration();
        configuration.set(option, option.defaultValue());
        return '`' + configuration.toMap().get(option.key()) + '`';
    }

    private static String description(ConfigOption<?> option) {
        return option.description().getBlocks().stream()
                .map(block -> ((TextElement) block).getFormat())
                .collect(Collectors.joining());
    }

    private static Map<String, String> types() {
        Map<String, String> types = new HashMap<>();
        for (Field field : MillraceOptions.class.getDeclaredFields()) {
            try {
                if (field.get(null) instanceof ConfigOption<?> option) {
                    types.put(option.key(), name(argument(field.getGenericType())));
                }
            } catch (IllegalAccessException e) {
                throw new AssertionError(e);
            }
        }
        return types;
    }

    private static String name(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return "list of " + name(argument(list));
        }
        if (type instanceof ParameterizedType) {
            return "map";
        }
        return ((Class<?>) type).getSimpleName().toLowerCase(Locale.ROOT).replace("memorysize", "size");
    }

    private static Type argument(Type type) {
        return ((ParameterizedType) type).getActualTypeArguments()[0];
    }
}
