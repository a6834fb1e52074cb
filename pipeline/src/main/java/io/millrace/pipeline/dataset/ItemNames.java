package io.millrace.pipeline.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/** Item ids to what people call the items. */
public final class ItemNames {
    /** No item has a name. */
    public static final ItemNames NONE = new ItemNames(Map.of());

    private final Map<String, String> names;

    private ItemNames(Map<String, String> names) {
        this.names = names;
    }

    /** The names in the {@code movies.csv} or {@code movies.dat} that MovieLens ships beside its ratings; else none. */
    static ItemNames beside(Path dataset) throws IOException {
        Path csv = dataset.resolveSibling("movies.csv");
        if (Files.isReadable(csv)) {
            return new ItemNames(readCsv(csv));
        }
        Path dat = dataset.resolveSibling("movies.dat");
        return Files.isReadable(dat) ? new ItemNames(readDat(dat)) : NONE;
    }

    /** What the item is called; empty if it has no name but its id. */
    public Optional<String> of(String itemId) {
        return Optional.ofNullable(names.get(itemId));
    }

    /** How many items have a name. */
    public int size() {
        return names.size();
    }

    /** {@code movieId,title,genres} with a header, UTF-8, quoted where a title has a comma. */
    private static Map<String, String> readCsv(Path path) throws IOException {
        CSVFormat format = CSVFormat.DEFAULT
                .builder()
                .setHeader()
                .setSkipHeaderRecord(true)
                .get();
        Map<String, String> names = new HashMap<>();
        try (BufferedReader reader = Files.newBufferedReader(path)) {
            for (CSVRecord row : format.parse(reader)) {
                names.put(row.get("movieId"), row.get("title"));
            }
        }
        return names;
    }

    /** {@code movie::title::genres}, Latin-1. */
    private static Map<String, String> readDat(Path path) throws IOException {
        Map<String, String> names = new HashMap<>();
        for (String line : Files.readAllLines(path, StandardCharsets.ISO_8859_1)) {
            String[] row = line.split("::", 3);
            if (row.length == 3) {
                names.put(row[0], row[1]);
            }
        }
        return names;
    }
}
