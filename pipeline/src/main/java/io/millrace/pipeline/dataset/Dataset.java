package io.millrace.pipeline.dataset;

import io.millrace.schemas.Event;
import io.millrace.schemas.id.Ids;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A published file as a source of events, in the order of their times.
 *
 * <p>A file that is in that order is streamed. For any other, an index of eight bytes per event is sorted in memory: the
 * 100 million lines of all of Taobao take 0.8 GB of heap. The lines themselves stay in the file, which must not change
 * while it is open.
 *
 * <p>An event's id is made of the dataset's name, a hash of the file's content and the line number: the same line has the
 * same id whenever and wherever it is read. Lines that do not parse are left out and reported.
 */
public final class Dataset implements EventSource {
    private final DatasetFile file;
    private final DatasetProfile profile;
    private final long identity;
    private final Survey survey;
    private final Iterable<Event> events;
    private final ItemNames itemNames;

    private Dataset(Path path, DatasetFile file, DatasetFormat format, Instant now) throws IOException {
        long digest = Ids.combine(Ids.of(format.name()), file.digest());
        String eventIdPrefix = format.profile().name() + '-' + HexFormat.of().toHexDigits((int) digest) + ':';
        LineParser parser = new LineParser(format, eventIdPrefix, now);
        this.file = file;
        this.profile = format.profile();
        this.survey = Survey.of(file, parser);
        if (survey.events() == 0) {
            throw new DatasetException("No line of " + path + " is of format " + format + ": "
                    + survey.badLines().first());
        }
        this.identity = Ids.combine(digest, survey.events());
        this.events = survey.ordered() ? () -> new FileOrder(file, parser) : TimeOrder.of(file, parser, survey);
        this.itemNames = ItemNames.beside(path);
    }

    /**
     * Opens a file whose format is told by its first lines.
     *
     * @param path the file, plain or {@code .gz}, or a folder of such files that are read in the order of their names
     * @param now events after it are taken for errors
     * @throws DatasetException if the path cannot be read or is nothing that is known
     */
    public static Dataset open(Path path, Instant now) {
        return open(path, Optional.empty(), now);
    }

    /**
     * Opens a file of a given format.
     *
     * @param path the file, plain or {@code .gz}, or a folder of such files that are read in the order of their names
     * @param now events after it are taken for errors
     * @throws DatasetException if the path cannot be read or has no line of that format
     */
    public static Dataset open(Path path, DatasetFormat format, Instant now) {
        return open(path, Optional.of(format), now);
    }

    private static Dataset open(Path path, Optional<DatasetFormat> given, Instant now) {
        try {
            DatasetFile file = DatasetFile.open(path);
            try {
                DatasetFormat format = given.isPresent() ? given.get() : FormatDetector.detect(file, now);
                return new Dataset(path, file, format, now);
            } catch (IOException | RuntimeException e) {
                file.close();
                throw e;
            }
        } catch (IOException e) {
            throw new DatasetException("Dataset " + path + " cannot be read: " + e, e);
        }
    }

    @Override
    public DatasetProfile profile() {
        return profile;
    }

    @Override
    public long identity() {
        return identity;
    }

    /** {@inheritDoc} Ends with a {@link DatasetException} if this dataset is closed or the file has changed. */
    @Override
    public Iterator<Event> events() {
        return events.iterator();
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(survey.events());
    }

    @Override
    public BadLines badLines() {
        return survey.badLines();
    }

    @Override
    public ItemNames itemNames() {
        return itemNames;
    }

    @Override
    public void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new DatasetException("a dataset cannot be closed: " + e, e);
        }
    }
}
