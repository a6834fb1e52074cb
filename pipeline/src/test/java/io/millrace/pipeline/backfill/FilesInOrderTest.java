package io.millrace.pipeline.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.fs.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesInOrderTest {
    private static final int FILES = 12;

    @TempDir
    java.nio.file.Path folder;

    private List<FileSourceSplit> splits;

    @BeforeEach
    void enumerate() throws IOException {
        Path[] files = new Path[FILES];
        for (int i = 0; i < FILES; i++) {
            // By name they are in the opposite order.
            java.nio.file.Path file = folder.resolve(String.valueOf((char) ('z' - i)));
            files[i] = new Path(Files.writeString(file, "x".repeat(i)).toUri());
        }
        splits = List.copyOf(FilesInOrder.enumerate(files, 2));
    }

    @Test
    void shouldGiveEachFileWhole() {
        assertThat(splits).hasSize(FILES).extracting(FileSourceSplit::offset).containsOnly(0L);
        assertThat(splits)
                .extracting(FileSourceSplit::length)
                .startsWith(0L, 1L)
                .endsWith(FILES - 1L);
    }

    @Test
    void shouldGiveFilesOutAsTheyWereNamed() {
        assertThat(drain(new FilesInOrder(splits))).isEqualTo(splits);
    }

    @Test
    void shouldGiveOutFirstWhatComesBack() {
        FilesInOrder files = new FilesInOrder(splits);
        files.getNext(null);
        FileSourceSplit lost = files.getNext(null).orElseThrow();
        files.getNext(null);
        files.addSplits(List.of(lost));
        assertThat(files.getNext(null)).hasValue(lost);
        assertThat(drain(files)).isEqualTo(splits.subList(3, FILES));
    }

    @Test
    void shouldKeepTheOrderOverACheckpoint() {
        FilesInOrder files = new FilesInOrder(splits);
        files.getNext(null);
        Collection<FileSourceSplit> remaining = new ArrayList<>(files.remainingSplits());
        assertThat(remaining).hasSize(FILES - 1);
        assertThat(drain(new FilesInOrder(remaining))).isEqualTo(splits.subList(1, FILES));
    }

    private static List<FileSourceSplit> drain(FilesInOrder files) {
        List<FileSourceSplit> all = new ArrayList<>();
        for (Optional<FileSourceSplit> next = files.getNext(null); next.isPresent(); next = files.getNext(null)) {
            all.add(next.get());
        }
        return all;
    }
}
