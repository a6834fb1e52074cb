package io.millrace.pipeline.backfill;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.assigners.FileSplitAssigner;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.core.fs.Path;

/**
 * Gives out files in the order in which they were named, each whole to one reader. Hence no file that is still to be
 * read holds an event earlier than one that was read from the files before it.
 */
final class FilesInOrder implements FileSplitAssigner {
    private final TreeSet<FileSourceSplit> waiting = new TreeSet<>(Comparator.comparing(FileSourceSplit::splitId));

    FilesInOrder(Collection<FileSourceSplit> splits) {
        waiting.addAll(splits);
    }

    /** One split a file; their ids order as the files do. */
    static Collection<FileSourceSplit> enumerate(Path[] files, int readers) throws IOException {
        List<FileSourceSplit> splits = new ArrayList<>();
        for (Path file : files) {
            FileStatus status = file.getFileSystem().getFileStatus(file);
            splits.add(new FileSourceSplit(
                    String.format(Locale.ROOT, "%010d", splits.size()),
                    file,
                    0,
                    status.getLen(),
                    status.getModificationTime(),
                    status.getLen()));
        }
        return splits;
    }

    @Override
    public Optional<FileSourceSplit> getNext(String hostname) {
        return Optional.ofNullable(waiting.pollFirst());
    }

    @Override
    public void addSplits(Collection<FileSourceSplit> splits) {
        waiting.addAll(splits);
    }

    @Override
    public Collection<FileSourceSplit> remainingSplits() {
        return List.copyOf(waiting);
    }
}
