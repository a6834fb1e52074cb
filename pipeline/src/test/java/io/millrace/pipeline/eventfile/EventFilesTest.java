package io.millrace.pipeline.eventfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.pipeline.dataset.DatasetProfile;
import io.millrace.pipeline.dataset.EventSource;
import io.millrace.pipeline.eventfile.EventFileSeries.EventFile;
import io.millrace.schemas.Event;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFilesTest {
    private static final int EVENTS = 10_000;
    private static final int SIZE = 10_000;
    private static final int BLOCK_AND_HEADER = 64_000 + 4_000;

    @TempDir
    Path folder;

    @Test
    void shouldWriteEveryEventInOrderAndSayWhatIsInEachFile() {
        InMemoryEvents source = InMemoryEvents.clicks(EVENTS);
        List<EventFileMetadata> written = EventFiles.write(source, folder, SIZE);

        List<EventFile> files = EventFileSeries.open(folder.toString()).files();
        assertThat(files).extracting(EventFile::metadata).isEqualTo(written).hasSizeGreaterThan(2);
        assertThat(files).extracting(file -> file.path().getName()).isSorted();
        List<Event> all = new ArrayList<>();
        for (EventFile file : files) {
            EventFileMetadata metadata = file.metadata();
            assertThat(metadata.number()).isEqualTo(files.indexOf(file));
            assertThat(metadata.last()).isEqualTo(file.equals(files.get(files.size() - 1)));
            assertThat(metadata.dataset()).isEqualTo("clicks");
            List<Event> events = read(file);
            assertThat(metadata.events()).isEqualTo(events.size());
            assertThat(metadata.firstTime()).isEqualTo(events.get(0).getEventTime());
            assertThat(metadata.lastTime())
                    .isEqualTo(events.get(events.size() - 1).getEventTime());
            all.addAll(events);
        }
        assertThat(all).isEqualTo(source.list());
        assertThat(files.get(0).path().getName()).startsWith("000000-20170714T024000.000Z-20170714T");
    }

    private static List<Event> read(EventFile file) {
        SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
        List<Event> events = new ArrayList<>();
        try (EventFileReader reader = EventFileReader.open(file.path())) {
            for (List<RawEvent> block = reader.nextBlock(); !block.isEmpty(); block = reader.nextBlock()) {
                for (RawEvent raw : block) {
                    Event event = codec.decode(raw.value());
                    assertThat(raw.time()).isEqualTo(event.getEventTime());
                    assertThat(raw.key()).isEqualTo(event.getUserId().getBytes(StandardCharsets.UTF_8));
                    assertThat(raw.value()).as("as on the topic").isEqualTo(codec.encode(event));
                    events.add(event);
                }
                assertThat(reader.position()).isEqualTo(events.size());
            }
            return events;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void shouldEndAFileSoonAfterItsSize() throws IOException {
        EventFiles.write(InMemoryEvents.clicks(EVENTS), folder, SIZE);

        List<Path> files = visible();
        for (Path file : files.subList(0, files.size() - 1)) {
            assertThat(Files.size(file)).isBetween((long) SIZE, (long) SIZE + BLOCK_AND_HEADER);
        }
    }

    @Test
    void shouldShowNoFileBeforeItIsWhole() {
        List<Integer> seen = new ArrayList<>();
        EventFiles.write(
                watched(at -> {
                    for (Path file : visible()) {
                        EventFileReader.open(new org.apache.flink.core.fs.Path(file.toUri()))
                                .close();
                    }
                    seen.add(visible().size());
                }),
                folder,
                SIZE);

        assertThat(seen).startsWith(0).contains(1, 2);
    }

    @Test
    void shouldLeaveWholeFilesOnlyWhenInterrupted() throws IOException {
        assertThatThrownBy(() -> EventFiles.write(
                        watched(at -> {
                            if (at == EVENTS - 1) {
                                throw new IllegalStateException("interrupted");
                            }
                        }),
                        folder,
                        SIZE))
                .hasMessage("interrupted");

        List<Path> files = visible();
        assertThat(files).isNotEmpty();
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all).as("nothing hidden is left").hasSameSizeAs(files);
        }
        assertThatThrownBy(() -> EventFileSeries.open(folder.toString()))
                .isInstanceOf(EventFileException.class)
                .hasMessageContaining(files.get(files.size() - 1).getFileName().toString())
                .hasMessageContaining("is not the last file of its series");
    }

    @Test
    void shouldWriteOverWhatAKilledConversionLeftHidden() throws IOException {
        Files.writeString(folder.resolve(".0.blocks"), "x".repeat(1 << 20));
        EventFiles.write(InMemoryEvents.clicks(10), folder, SIZE);

        assertThat(EventFileSeries.open(folder.toString()).events()).isEqualTo(10);
        assertThat(folder.resolve(".0.blocks")).doesNotExist();
    }

    @Test
    void shouldLeaveAFolderAloneThatIsNotEmpty() throws IOException {
        Files.writeString(folder.resolve("mine"), "mine");
        assertThatThrownBy(() -> EventFiles.write(InMemoryEvents.clicks(10), folder, SIZE))
                .isInstanceOf(EventFileException.class)
                .hasMessageContaining("is not empty");
        assertThat(visible()).containsExactly(folder.resolve("mine"));
    }

    @Test
    void shouldRefuseEventsThatAreOutOfOrder() {
        EventSource source = InMemoryEvents.of(InMemoryEvents.click("a", "u", 2), InMemoryEvents.click("b", "u", 1));
        assertThatThrownBy(() -> EventFiles.write(source, folder, SIZE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("event b is earlier");
        assertThat(visible()).isEmpty();
    }

    @Test
    void shouldRefuseASourceWithoutEvents() {
        assertThatThrownBy(() -> EventFiles.write(InMemoryEvents.clicks(0), folder, SIZE))
                .isInstanceOf(EventFileException.class)
                .hasMessageContaining("no events");
    }

    private List<Path> visible() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Clicks, and something that happens before each thousandth and the last. */
    private static EventSource watched(IntConsumer between) {
        InMemoryEvents clicks = InMemoryEvents.clicks(EVENTS);
        return new EventSource() {
            @Override
            public Iterator<Event> events() {
                Iterator<Event> events = clicks.events();
                return new Iterator<>() {
                    private int at;

                    @Override
                    public boolean hasNext() {
                        return events.hasNext();
                    }

                    @Override
                    public Event next() {
                        if (at % 1000 == 0 || at == EVENTS - 1) {
                            between.accept(at);
                        }
                        at++;
                        return events.next();
                    }
                };
            }

            @Override
            public DatasetProfile profile() {
                return clicks.profile();
            }

            @Override
            public long identity() {
                return clicks.identity();
            }

            @Override
            public java.util.OptionalLong size() {
                return clicks.size();
            }

            @Override
            public io.millrace.pipeline.dataset.BadLines badLines() {
                return clicks.badLines();
            }

            @Override
            public io.millrace.pipeline.dataset.ItemNames itemNames() {
                return clicks.itemNames();
            }
        };
    }
}
