package io.millrace.pipeline.eventfile;

import io.millrace.schemas.Event;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.avro.file.CodecFactory;
import org.apache.avro.file.DataFileReader;
import org.apache.avro.file.DataFileWriter;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes one file of a series. Its header says what is in it, which is known only at the end: the blocks go to a hidden
 * file first and are copied behind the header then, into a second hidden file that becomes the file in one step.
 */
final class EventFileWriter implements Closeable {
    /** Read by every implementation of Avro, without native libraries. */
    private static final CodecFactory CODEC = CodecFactory.deflateCodec(CodecFactory.DEFAULT_DEFLATE_LEVEL);

    private final Path folder;
    private final Path blocks;
    private final Path whole;
    private final FileChannel channel;
    private final DataFileWriter<Event> writer;
    private long events;
    private long firstTime;
    private long lastTime;

    EventFileWriter(Path folder, int number) throws IOException {
        this.folder = folder;
        this.blocks = folder.resolve("." + number + ".blocks");
        this.whole = folder.resolve("." + number + ".whole");
        this.channel = FileChannel.open(
                blocks, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        this.writer = container();
        writer.create(Event.getClassSchema(), Channels.newOutputStream(channel));
    }

    private static DataFileWriter<Event> container() {
        return new DataFileWriter<>(new SpecificDatumWriter<>(Event.class)).setCodec(CODEC);
    }

    /** @throws IllegalArgumentException if the event is earlier than the one before it */
    void add(Event event) throws IOException {
        if (events > 0 && event.getEventTime() < lastTime) {
            throw new IllegalArgumentException("event " + event.getEventId() + " is earlier than the one before it");
        }
        writer.append(event);
        firstTime = events == 0 ? event.getEventTime() : firstTime;
        lastTime = event.getEventTime();
        events++;
    }

    /** Bytes so far; those of the block that is being filled are not in it. */
    long length() throws IOException {
        return channel.position();
    }

    /** Makes the file appear. */
    EventFileMetadata finish(String series, String dataset, int number, boolean last) throws IOException {
        writer.close();
        EventFileMetadata metadata;
        try (DataFileReader<Event> source =
                        new DataFileReader<>(blocks.toFile(), new SpecificDatumReader<>(Event.class));
                DataFileWriter<Event> target = container()) {
            long blockBytes = Files.size(blocks) - source.previousSync();
            metadata = new EventFileMetadata(series, dataset, number, last, events, firstTime, lastTime, blockBytes);
            metadata.writeTo(target);
            target.create(Event.getClassSchema(), whole.toFile());
            target.appendAllFrom(source, false);
        }
        force(whole);
        Files.move(whole, folder.resolve(metadata.fileName()), StandardCopyOption.ATOMIC_MOVE);
        return metadata;
    }

    private static void force(Path file) throws IOException {
        try (FileChannel written = FileChannel.open(file, StandardOpenOption.WRITE)) {
            written.force(true);
        }
    }

    /** Leaves nothing behind but the file, if it was finished. */
    @Override
    public void close() throws IOException {
        channel.close();
        Files.deleteIfExists(blocks);
        Files.deleteIfExists(whole);
    }
}
