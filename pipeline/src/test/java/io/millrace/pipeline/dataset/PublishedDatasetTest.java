package io.millrace.pipeline.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.millrace.schemas.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/** Reads all published files, or parts of them, under the folder that {@code -Dmillrace.data} names. */
class PublishedDatasetTest {
    private static final String FOLDER = System.getProperty("millrace.data", "");
    private static final String PUBLISHED = "(UserBehavior|ratings|clicks).*\\.(csv|dat)(\\.gz)?";

    @Test
    void shouldReadEveryLineOfEveryFileInTheOrderOfTime() throws IOException {
        assumeTrue(!FOLDER.isEmpty(), "no folder of published files: name one with -Dmillrace.data");
        for (Path file : publishedFiles()) {
            try (Dataset dataset = Dataset.open(file, Instant.now())) {
                long events = 0;
                long time = Long.MIN_VALUE;
                for (Iterator<Event> pass = dataset.events(); pass.hasNext(); events++) {
                    Event event = pass.next();
                    assertThat(event.getEventTime()).isGreaterThanOrEqualTo(time);
                    time = event.getEventTime();
                }
                assertThat(dataset.size()).as(file.toString()).hasValue(events);
                assertThat(events + dataset.badLines().count())
                        .as("%s, bad: %s", file, dataset.badLines().first())
                        .isEqualTo(rows(file));
            }
        }
    }

    private static List<Path> publishedFiles() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(FOLDER))) {
            return files.filter(file -> file.getFileName().toString().matches(PUBLISHED))
                    .toList();
        }
    }

    private static long rows(Path file) throws IOException {
        try (InputStream raw = Files.newInputStream(file);
                InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw) : raw;
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.ISO_8859_1))) {
            return lines.lines()
                    .filter(line -> !Character.isLetter(line.charAt(0)))
                    .count();
        }
    }
}
