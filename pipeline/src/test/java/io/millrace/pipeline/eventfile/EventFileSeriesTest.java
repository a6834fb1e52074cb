package io.millrace.pipeline.eventfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.Event;
import io.millrace.schemas.TrainingExample;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.generic.GenericDatumWriter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is not a whole series is refused in one line that names the file. */
class EventFileSeriesTest {
    @TempDir
    Path folder;

    private List<Path> files;

    @BeforeEach
    void write() throws IOException {
        files = write(folder, 10_000);
        assertThat(files).hasSizeGreaterThan(2);
    }

    private static List<Path> write(Path into, int events) throws IOException {
        EventFiles.write(InMemoryEvents.clicks(events), into, 10_000);
        try (Stream<Path> all = Files.list(into)) {
            return all.sorted().toList();
        }
    }

    @Test
    void shouldSayHowMuchThereIs() {
        EventFileSeries series = EventFileSeries.open(folder.toString());
        assertThat(series.events()).isEqualTo(10_000);
        assertThat(series.lastTime()).isEqualTo(InMemoryEvents.START + 9_999_000);
        assertThat(series.dataset()).isEqualTo("clicks");
        assertThat(EventFileSeries.open(folder.toUri().toString())).isEqualTo(series);
    }

    @Test
    void shouldPassOverHiddenFiles() throws IOException {
        Files.writeString(folder.resolve("_SUCCESS"), "");
        Files.writeString(folder.resolve(".crc"), "x");
        assertThat(EventFileSeries.open(folder.toString()).files()).hasSameSizeAs(files);
    }

    @Test
    void shouldRefuseWhatIsNoContainer() throws IOException {
        Files.writeString(folder.resolve("readme.txt"), "these are my events");
        assertRefused("readme.txt", "is no Avro container file");
    }

    @Test
    void shouldRefuseAnEmptyFile() throws IOException {
        Files.createFile(folder.resolve("empty.avro"));
        assertRefused("empty.avro", "is no Avro container file");
    }

    @Test
    void shouldRefuseAHeaderThatIsCutOff() throws IOException {
        cutTo(files.get(1), 100);
        assertRefused(files.get(1), "is no Avro container file, or its header is broken");
    }

    @Test
    void shouldRefuseRecordsOfAnotherSchema() throws IOException {
        container("others.avro", TrainingExample.getClassSchema());
        assertRefused("others.avro", "schema io.millrace.schemas.TrainingExample that is no known version");
    }

    @Test
    void shouldRefuseWhatSomeoneElseMade() throws IOException {
        container("theirs.avro", Event.getClassSchema());
        assertRefused("theirs.avro", "was not made by convert: there is no millrace.series");
    }

    @Test
    void shouldRefuseAFileThatWasCutOffAnywhere() throws IOException {
        long whole = Files.size(files.get(1));
        for (long length : new long[] {whole - 1, whole / 2, whole - 5_000}) {
            cutTo(files.get(1), length);
            assertRefused(files.get(1), "is not whole: it has " + length + " bytes instead of " + whole);
        }
    }

    @Test
    void shouldRefuseAFileThatHasGrown() throws IOException {
        Files.write(files.get(1), new byte[] {0}, java.nio.file.StandardOpenOption.APPEND);
        assertRefused(files.get(1), "is not whole");
    }

    @Test
    void shouldRefuseASeriesWithoutItsBeginning() throws IOException {
        Files.delete(files.get(0));
        assertRefused(files.get(1), "is file 1 of its series, and file 0 is not beside it");
    }

    @Test
    void shouldRefuseASeriesWithAGap() throws IOException {
        Files.delete(files.get(1));
        assertRefused(files.get(2), "is file 2 of its series, and file 1 is not beside it");
    }

    @Test
    void shouldRefuseASeriesWithoutItsEnd() throws IOException {
        Files.delete(files.get(files.size() - 1));
        assertRefused(files.get(files.size() - 2), "is not the last file of its series");
    }

    @Test
    void shouldRefuseFilesOfTwoConversions(@TempDir Path other) throws IOException {
        List<Path> others = write(other, 9_999);
        Files.delete(files.get(1));
        Files.copy(others.get(1), folder.resolve(others.get(1).getFileName()));
        assertRefused(others.get(1).getFileName().toString(), "is of another conversion");
    }

    @Test
    void shouldRefuseAFolderThatIsNotThereOrHoldsNothing(@TempDir Path empty) {
        assertThatThrownBy(() -> EventFileSeries.open("nowhere"))
                .isInstanceOf(EventFileException.class)
                .hasMessage("the folder of event files nowhere is not there");
        assertThatThrownBy(() -> EventFileSeries.open(empty.toString()))
                .isInstanceOf(EventFileException.class)
                .hasMessageContaining(empty + " holds no event files");
        assertThatThrownBy(() -> EventFileSeries.open(files.get(0).toString()))
                .isInstanceOf(EventFileException.class)
                .hasMessageContaining("is not there");
    }

    private void container(String name, Schema schema) throws IOException {
        try (DataFileWriter<Object> writer = new DataFileWriter<>(new GenericDatumWriter<>(schema))) {
            writer.create(schema, folder.resolve(name).toFile());
        }
    }

    private static void cutTo(Path file, long length) throws IOException {
        try (RandomAccessFile access = new RandomAccessFile(file.toFile(), "rw")) {
            access.setLength(length);
        }
    }

    private void assertRefused(Path file, String reason) {
        assertRefused(file.getFileName().toString(), reason);
    }

    private void assertRefused(String name, String reason) {
        assertThatThrownBy(() -> EventFileSeries.open(folder.toString()))
                .isInstanceOf(EventFileException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(reason)
                .message()
                .doesNotContain("\n");
    }
}
