package io.millrace.pipeline.config;

import java.io.IOException;
import java.io.Reader;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.commons.text.similarity.LevenshteinDistance;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;

/** Millrace's configuration: the options that were set, checked by name and by type, over the defaults. */
public final class MillraceConfig {
    private static final List<ConfigOption<?>> OPTIONS = declaredOptions();

    /** A hundred years: what is longer is a mistake, and is not to overflow where times are added. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final Map<String, String> values;
    private final Configuration configuration;

    private MillraceConfig(Map<String, String> values) {
        this.values = Map.copyOf(values);
        this.configuration = Configuration.fromMap(values);
        for (ConfigOption<?> option : OPTIONS) {
            check(option);
        }
    }

    /**
     * @param values by option key
     * @throws ConfigException if a key is unknown, naming the nearest one, or a value is of the wrong type or a time of more
     *     than a hundred years
     */
    public static MillraceConfig of(Map<String, String> values) {
        for (String key : values.keySet()) {
            if (OPTIONS.stream().noneMatch(option -> option.key().equals(key))) {
                throw new ConfigException("unknown option '" + key + "'; did you mean '" + nearest(key) + "'?");
            }
        }
        return new MillraceConfig(values);
    }

    /**
     * Reads a properties file.
     *
     * @throws ConfigException if it cannot be read, or as {@link #of} does
     */
    public static MillraceConfig read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException("cannot read the configuration " + file + ": " + e.getMessage());
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return of(values);
    }

    /** This configuration with values of {@code overrides} in place of its own. */
    public MillraceConfig with(Map<String, String> overrides) {
        Map<String, String> merged = new HashMap<>(values);
        merged.putAll(overrides);
        return of(merged);
    }

    /** Every option there is, ordered by key. */
    public static List<ConfigOption<?>> options() {
        return OPTIONS;
    }

    /** The option's value or its default; null if it has neither. */
    public <T> T get(ConfigOption<T> option) {
        return configuration.get(option);
    }

    /** What was set, by key. */
    public Map<String, String> values() {
        return values;
    }

    private void check(ConfigOption<?> option) {
        Object value;
        try {
            value = configuration.get(option);
        } catch (RuntimeException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new ConfigException("option '" + option.key() + "' cannot be '" + values.get(option.key()) + "': "
                    + cause.getMessage());
        }
        if (value instanceof Duration duration && duration.compareTo(LONGEST) > 0) {
            throw new ConfigException("option '" + option.key() + "' cannot be '" + values.get(option.key())
                    + "': it must be " + LONGEST.toDays() + " d at most");
        }
    }

    private static String nearest(String key) {
        LevenshteinDistance distance = LevenshteinDistance.getDefaultInstance();
        return OPTIONS.stream()
                .map(ConfigOption::key)
                .min(Comparator.comparingInt(known -> distance.apply(key, known)))
                .orElseThrow();
    }

    private static List<ConfigOption<?>> declaredOptions() {
        List<ConfigOption<?>> options = new ArrayList<>();
        for (Field field : MillraceOptions.class.getDeclaredFields()) {
            if (Modifier.isStatic(field.getModifiers()) && ConfigOption.class.isAssignableFrom(field.getType())) {
                try {
                    options.add((ConfigOption<?>) field.get(null));
                } catch (IllegalAccessException e) {
                    throw new LinkageError("an option that is not public: " + field, e);
                }
            }
        }
        options.sort(Comparator.comparing(ConfigOption::key));
        return List.copyOf(options);
    }
}
