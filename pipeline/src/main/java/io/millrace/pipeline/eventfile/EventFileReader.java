package io.millrace.pipeline.eventfile;

import io.millrace.schemas.Event;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.Path;
import org.apache.flink.formats.avro.utils.FSDataInputStreamWrapper;

/**
 * Reads one event file from its beginning, block by block. What is no whole event file of a known schema is refused when
 * it is opened, a broken block when it is read.
 */
public final class EventFileReader implements Closeable {
    private final Path path;
    private final DataFileReader<Object> container;
    private final EventFileMetadata metadata;
    private final EventSlicer slicer;
    private long read;

    private EventFileReader(Path path, DataFileReader<Object> container) {
        this.path = path;
        this.container = container;
        this.metadata = metadata(path, container);
        this.slicer = new EventSlicer(container.getSchema());
    }

    /** @throws EventFileException if it is no whole event file */
    public static EventFileReader open(Path path) {
        try {
            FileSystem system = path.getFileSystem();
            long length = system.getFileStatus(path).getLen();
            FSDataInputStream stream = system.open(path);
            try {
                DataFileReader<Object> container = container(path, stream, length);
                requireKnown(path, container.getSchema());
                EventFileReader reader = new EventFileReader(path, container);
                requireWhole(path, length, container.previousSync() + reader.metadata.blockBytes());
                return reader;
            } catch (RuntimeException e) {
                stream.close();
                throw e;
            }
        } catch (IOException e) {
            throw new EventFileException(path + " cannot be read: " + e, e);
        }
    }

    private static DataFileReader<Object> container(Path path, FSDataInputStream stream, long length) {
        try {
            return new DataFileReader<>(new FSDataInputStreamWrapper(stream, length), new GenericDatumReader<>());
        } catch (IOException | AvroRuntimeException e) {
            throw new EventFileException(path + " is no Avro container file, or its header is broken: " + e, e);
        }
    }

    private static void requireKnown(Path path, Schema schema) {
        if (!new SingleObjectCodec<>(Event.class).reads(schema)) {
            throw new EventFileException(path + " holds records of schema " + schema.getFullName()
                    + " that is no known version of " + Event.getClassSchema().getFullName());
        }
    }

    private static EventFileMetadata metadata(Path path, DataFileReader<?> container) {
        try {
            return EventFileMetadata.of(container);
        } catch (IllegalArgumentException e) {
            throw new EventFileException(path + " was not made by convert: " + e.getMessage(), e);
        }
    }

    private static void requireWhole(Path path, long length, long whole) {
        if (length != whole) {
            throw new EventFileException(
                    path + " is not whole: it has " + length + " bytes instead of " + whole + "; copy it again");
        }
    }

    public EventFileMetadata metadata() {
        return metadata;
    }

    /** How many events were read. */
    public long position() {
        return read;
    }

    /**
     * The next block's events, at least one; none at the end.
     *
     * @throws EventFileException if the block is broken
     */
    public List<RawEvent> nextBlock() {
        try {
            if (!container.hasNext()) {
                requireAllRead();
                return List.of();
            }
            long count = container.getBlockCount();
            List<RawEvent> events = slicer.slice(container.nextBlock(), count);
            read += count;
            return events;
        } catch (IOException | AvroRuntimeException | IndexOutOfBoundsException e) {
            // An index that no union has is met by whatever the list of its branches throws.
            throw new EventFileException(path + " is broken behind event " + read + ": " + e, e);
        }
    }

    private void requireAllRead() {
        if (read != metadata.events()) {
            throw new EventFileException(
                    path + " says that it has " + metadata.events() + " events, but there are " + read);
        }
    }

    @Override
    public void close() {
        try {
            container.close();
        } catch (IOException e) {
            throw new EventFileException(path + " cannot be closed: " + e, e);
        }
    }
}
