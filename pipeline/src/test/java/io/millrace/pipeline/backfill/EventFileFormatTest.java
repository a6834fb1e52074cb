package io.millrace.pipeline.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import io.millrace.pipeline.eventfile.EventFileException;
import io.millrace.pipeline.eventfile.EventFileSeries;
import io.millrace.pipeline.eventfile.EventFiles;
import io.millrace.pipeline.eventfile.InMemoryEvents;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Event;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.sequence.intake.EventBounds;
import io.millrace.sequence.intake.EventValidator;
import io.millrace.sequence.intake.Intake;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.connector.file.src.util.RecordAndPosition;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventFileFormatTest {
    private static final int EVENTS = 3_000;
    private static final int WHOLE = 1 << 30;

    private final EventFileFormat format = new EventFileFormat(
            () -> new EventValidator(List.of(), List.of(), EventBounds.defaults(), Clock.systemUTC()));

    @TempDir
    Path folder;

    @Test
    void shouldReadEveryEventWithItsPlaceInTheFile() throws IOException {
        FileSourceSplit split = write(InMemoryEvents.clicks(EVENTS));
        List<Intake> intakes = read(format.createReader(new Configuration(), split), 0);

        assertThat(intakes).hasSize(EVENTS).allMatch(Intake::isAccepted);
        assertThat(intakes)
                .extracting(Intake::offset)
                .containsExactlyElementsOf(LongStream.range(0, EVENTS).boxed().toList());
        assertThat(intakes).extracting(Intake::topic).containsOnly(split.path().getName());
        assertThat(intakes).extracting(Intake::partition).containsOnly(0);
        assertThat(intakes)
                .as("a file has no time of arrival")
                .allMatch(intake -> intake.event().arrival() == intake.event().time());
    }

    @Test
    void shouldGoOnBehindTheLastEventOfACheckpoint() throws IOException {
        FileSourceSplit split = write(InMemoryEvents.clicks(EVENTS));
        List<Intake> all = read(format.createReader(new Configuration(), split), 0);

        for (int done : new int[] {0, 1, 777, 1_500, EVENTS - 1, EVENTS}) {
            FileSourceSplit restored = split.updateWithCheckpointedPosition(
                    new CheckpointedPosition(CheckpointedPosition.NO_OFFSET, done));
            assertThat(read(format.restoreReader(new Configuration(), restored), done))
                    .as("behind %d", done)
                    .extracting(Intake::offset, intake -> intake.event().id())
                    .isEqualTo(all.subList(done, EVENTS).stream()
                            .map(intake -> tuple(intake.offset(), intake.event().id()))
                            .toList());
        }
    }

    @Test
    void shouldPutAsideWhatIsNoUsableEventAsItWouldBeOnTheTopic() throws IOException {
        Event nobodys = InMemoryEvents.click("e2", "", 1_600_000_000_000L);
        FileSourceSplit split = write(InMemoryEvents.of(
                InMemoryEvents.click("e1", "u1", -5),
                InMemoryEvents.click("", "Zoë", 1_500_000_000_000L),
                nobodys,
                InMemoryEvents.click("e3", "u3", 1_600_000_000_000L)));
        List<Intake> intakes = read(format.createReader(new Configuration(), split), 0);

        assertThat(intakes).extracting(Intake::isAccepted).containsExactly(false, false, false, true);
        assertThat(intakes.get(1).deadLetter().getReason()).isEqualTo("empty-event-id");
        assertThat(intakes.get(1).deadLetter().getKey()).isEqualTo(utf8("Zoë"));
        DeadLetter letter = intakes.get(2).deadLetter();
        assertThat(letter.getReason()).isEqualTo("empty-user-id");
        assertThat(letter.getTopic()).isEqualTo(split.path().getName());
        assertThat(letter.getPartition()).isZero();
        assertThat(letter.getOffset()).isEqualTo(2);
        assertThat(letter.getTimestamp()).isEqualTo(1_600_000_000_000L);
        assertThat(letter.getKey()).isEqualTo(utf8(""));
        assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(new SingleObjectCodec<>(Event.class).encode(nobodys)));
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldFailForGoodAndNameTheFileWhenABlockIsBroken() throws IOException {
        FileSourceSplit split = write(InMemoryEvents.clicks(EVENTS));
        try (RandomAccessFile file = new RandomAccessFile(split.path().getPath(), "rw")) {
            file.seek(file.length() / 2);
            file.write(new byte[200]);
        }
        assertThatThrownBy(() -> read(format.createReader(new Configuration(), split), 0))
                .isInstanceOf(SuppressRestartsException.class)
                .extracting(Throwable::getCause, throwable(Throwable.class))
                .isInstanceOf(EventFileException.class)
                .hasMessageContaining(split.path().getName())
                .hasMessageContaining("is broken behind event");
    }

    @Test
    void shouldFailForGoodWhenAFileIsGone() throws IOException {
        FileSourceSplit split = write(InMemoryEvents.clicks(10));
        java.nio.file.Files.delete(Path.of(split.path().getPath()));
        assertThatThrownBy(() -> format.createReader(new Configuration(), split))
                .isInstanceOf(SuppressRestartsException.class)
                .cause()
                .isInstanceOf(EventFileException.class)
                .hasMessageContaining(split.path().getName());
    }

    private FileSourceSplit write(InMemoryEvents events) throws IOException {
        EventFiles.write(events, folder, WHOLE);
        org.apache.flink.core.fs.Path[] paths = EventFileSeries.open(folder.toString()).files().stream()
                .map(EventFileSeries.EventFile::path)
                .toArray(org.apache.flink.core.fs.Path[]::new);
        return FilesInOrder.enumerate(paths, 1).iterator().next();
    }

    /** Reads to the end; each position must be the number of events up to there. */
    private static List<Intake> read(EventFileFormat.Reader reader, int done) {
        List<Intake> intakes = new ArrayList<>();
        try (reader) {
            for (var batch = reader.readBatch(); batch != null; batch = reader.readBatch()) {
                for (RecordAndPosition<Intake> next = batch.next(); next != null; next = batch.next()) {
                    intakes.add(next.getRecord());
                    assertThat(next.getRecordSkipCount()).isEqualTo(done + intakes.size());
                }
                batch.releaseBatch();
            }
        }
        return intakes;
    }
}
