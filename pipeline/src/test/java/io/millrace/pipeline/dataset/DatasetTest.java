package io.millrace.pipeline.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.pipeline.dataset.BadLines.BadLine;
import io.millrace.schemas.Action;
import io.millrace.schemas.Event;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetTest {
    private static final Instant NOW = Instant.parse("2020-01-01T00:00:00Z");

    private static final String GLOBO_HEADER =
            "user_id,session_id,session_start,session_size,click_article_id,click_timestamp,click_environment,"
                    + "click_deviceGroup,click_os,click_country,click_region,click_referrer_type";

    @TempDir
    Path folder;

    @Test
    void shouldReadTaobaoInTheOrderOfTime() throws IOException {
        Path file = write("UserBehavior.csv", """
                1,100,7,pv,1511658000
                1,100,7,buy,1511659000
                1,101,8,cart,1511658500
                2,100,7,fav,1511658000
                """);

        try (Dataset dataset = Dataset.open(file, NOW)) {
            assertThat(dataset.profile().name()).isEqualTo("taobao");
            assertThat(dataset.size()).hasValue(4);
            assertThat(events(dataset))
                    .extracting(DatasetTest::row)
                    .containsExactly(
                            "1 1511658000000 click 100 {category=7}",
                            "2 1511658000000 favorite 100 {category=7}",
                            "1 1511658500000 cart 101 {category=8}",
                            "1 1511659000000 convert 100 {category=7}");
        }
    }

    @Test
    void shouldReadMovieLensRatingsWithTheNamesBesideThem() throws IOException {
        write("movies.csv", """
                movieId,title,genres
                1,Toy Story (1995),Comedy
                11,"American President, The (1995)",Comedy|Drama
                """);
        Path file = write("ratings.csv", """
                userId,movieId,rating,timestamp
                7,1,4.0,964982703
                7,11,3.5,964981247
                """);

        try (Dataset dataset = Dataset.open(file, NOW)) {
            assertThat(dataset.profile().name()).isEqualTo("movielens");
            assertThat(events(dataset))
                    .extracting(DatasetTest::row)
                    .containsExactly("7 964981247000 rate 11 {}", "7 964982703000 like 1 {}");
            assertThat(dataset.itemNames().of("11")).hasValue("American President, The (1995)");
            assertThat(dataset.itemNames().of("12")).isEmpty();
            assertThat(dataset.badLines()).isEqualTo(BadLines.NONE);
        }
    }

    @Test
    void shouldReadOlderMovieLensRatingsFromAZippedFile() throws IOException {
        Files.write(
                folder.resolve("movies.dat"),
                "73::Misérables, Les (1995)::Drama\n".getBytes(StandardCharsets.ISO_8859_1));
        Path file = zip("ratings.dat.gz", "1::73::5::978300760\n2::73::2::978300761\n");

        try (Dataset dataset = Dataset.open(file, NOW)) {
            assertThat(events(dataset))
                    .extracting(DatasetTest::row)
                    .containsExactly("1 978300760000 like 73 {}", "2 978300761000 rate 73 {}");
            assertThat(dataset.itemNames().of("73")).hasValue("Misérables, Les (1995)");
        }
    }

    @Test
    void shouldReadAFolderOfGloboHoursAsOne() throws IOException {
        write("clicks_hour_000.csv", GLOBO_HEADER + "\n59,1,1506826329000,2,234853,1506826800026,4,3,2,1,21,1");
        write("clicks_hour_001.csv", GLOBO_HEADER + "\n79,2,1506826486000,2,159359,1506826800025,4,3,2,1,13,5\n");

        try (Dataset dataset = Dataset.open(folder, NOW)) {
            assertThat(events(dataset))
                    .extracting(DatasetTest::row)
                    .containsExactly(
                            "79 1506826800025 click 159359"
                                    + " {environment=4, deviceGroup=3, os=2, country=1, region=13, referrer=5}",
                            "59 1506826800026 click 234853"
                                    + " {environment=4, deviceGroup=3, os=2, country=1, region=21, referrer=1}");
            assertThat(dataset.badLines()).isEqualTo(BadLines.NONE);
        }
    }

    @Test
    void shouldSkipAndReportLinesThatDoNotParse() throws IOException {
        Path file = write("UserBehavior.csv", """
                1,100,7,pv,1511658000
                1,100,7,pv
                1,100,7,pv,1511658000,9
                1,x,7,pv,1511658000
                ,100,7,pv,1511658000
                1,100,7,look,1511658000
                1,100,7,pv,soon
                1,100,7,pv,2037000000
                1,100,7,pv,-2134949234

                2,100,7,pv,1511658001\r
                """ + "7".repeat(5000) + ",100,7,pv,1511658000");

        try (Dataset dataset = Dataset.open(file, NOW)) {
            assertThat(events(dataset)).extracting(Event::getUserId).containsExactly("1", "2");
            assertThat(dataset.badLines().count()).isEqualTo(10);
            assertThat(dataset.badLines().first())
                    .containsExactly(
                            new BadLine(2, "not 5 fields"),
                            new BadLine(3, "not 5 fields"),
                            new BadLine(4, "'x' is not a number"),
                            new BadLine(5, "empty field"),
                            new BadLine(6, "unknown behaviour 'look'"),
                            new BadLine(7, "time 'soon' is not a number"),
                            new BadLine(8, "absurd time 2037000000"),
                            new BadLine(9, "absurd time -2134949234"),
                            new BadLine(10, "not 5 fields"),
                            new BadLine(12, "longer than 1024 characters"));
        }
    }

    @Test
    void shouldGiveALineTheSameEventIdWhereverTheFileIs() throws IOException {
        String text = "userId,movieId,rating,timestamp\n7,1,4.0,964982703\n7,2,4.0,964982700\n";
        List<String> ids;
        long identity;
        try (Dataset dataset = Dataset.open(write("ratings.csv", text), NOW)) {
            ids = events(dataset).stream().map(Event::getEventId).toList();
            identity = dataset.identity();
        }

        assertThat(ids).hasSize(2).allSatisfy(id -> assertThat(id).matches("movielens-[0-9a-f]{8}:[23]"));
        try (Dataset renamed = Dataset.open(zip("other.csv.gz", text), DatasetFormat.MOVIELENS_CSV, NOW)) {
            assertThat(events(renamed)).extracting(Event::getEventId).containsExactlyElementsOf(ids);
            assertThat(renamed.identity()).isEqualTo(identity);
        }
        try (Dataset edited = Dataset.open(write("edited.csv", text.replace("4.0", "5.0")), NOW)) {
            assertThat(edited.identity()).isNotEqualTo(identity);
            assertThat(events(edited)).extracting(Event::getEventId).doesNotContainAnyElementsOf(ids);
        }
    }

    @Test
    void shouldKeepTheOrderOfTheFileAmongEventsOfTheSameTime() throws IOException {
        int lines = 3000;
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < lines; i++) {
            text.append(i)
                    .append(",1,1,pv,")
                    .append(1511658000 + (i * 7919) % 10)
                    .append('\n');
        }

        try (Dataset dataset = Dataset.open(write("UserBehavior.csv", text.toString()), NOW)) {
            List<Event> events = events(dataset);
            assertThat(events).hasSize(lines);
            for (int i = 1; i < lines; i++) {
                Event before = events.get(i - 1);
                Event event = events.get(i);
                assertThat(event.getEventTime()).isGreaterThanOrEqualTo(before.getEventTime());
                if (event.getEventTime() == before.getEventTime()) {
                    assertThat(Integer.parseInt(event.getUserId())).isGreaterThan(Integer.parseInt(before.getUserId()));
                }
            }
            assertThat(events(dataset)).as("a second pass").isEqualTo(events);
        }
    }

    @Test
    void shouldStreamALongFileThatIsInOrder() throws IOException {
        String text = IntStream.range(0, 10_000)
                .mapToObj(i -> i + "::1::5::" + (978300760 + i / 3) + "\n")
                .reduce("", String::concat);

        try (Dataset dataset = Dataset.open(write("ratings.dat", text), NOW)) {
            assertThat(events(dataset))
                    .extracting(event -> Integer.parseInt(event.getUserId()))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 10_000).boxed().toList());
        }
    }

    @Test
    void shouldSayWhatIsWrongWithAFileThatIsNoDataset() throws IOException {
        Path unknown = write("notes.txt", "hello\nworld\n");
        assertThatThrownBy(() -> Dataset.open(unknown, NOW))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("none of the files that are known");
        assertThatThrownBy(() -> Dataset.open(unknown, DatasetFormat.TAOBAO, NOW))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("No line of " + unknown + " is of format TAOBAO");
        assertThatThrownBy(() -> Dataset.open(folder.resolve("missing.csv"), NOW))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("is not there");
        Path broken = write("broken.csv.gz", "this is no gzip");
        assertThatThrownBy(() -> Dataset.open(broken, NOW))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("cannot be unpacked");
    }

    @Test
    void shouldSayWhenTheOrderDoesNotFitIntoMemory() {
        LineParser parser = new LineParser(DatasetFormat.TAOBAO, "", NOW);
        long events = 3_000_000_000L;
        Survey survey = new Survey(events, events, 0, 1_000, false, BadLines.NONE);
        assertThatThrownBy(() -> TimeOrder.of(null, parser, survey))
                .isInstanceOf(DatasetException.class)
                .hasMessageContaining("24318 MiB")
                .hasMessageContaining("-Xmx");
    }

    private static String row(Event event) {
        Action action = (Action) event.getPayload();
        assertThat(action.getImpressionId()).isNull();
        return event.getUserId()
                + ' '
                + event.getEventTime()
                + ' '
                + action.getType()
                + ' '
                + action.getItemId()
                + ' '
                + action.getFeatures();
    }

    private static List<Event> events(Dataset dataset) {
        List<Event> events = new ArrayList<>();
        dataset.events().forEachRemaining(events::add);
        return events;
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private Path zip(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
