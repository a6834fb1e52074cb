package io.millrace.pipeline.backfill;

import io.millrace.pipeline.backfill.HistorySources.Validators;
import io.millrace.pipeline.eventfile.EventFileException;
import io.millrace.pipeline.eventfile.EventFileReader;
import io.millrace.pipeline.eventfile.RawEvent;
import io.millrace.sequence.flink.EventTypeInfo;
import io.millrace.sequence.intake.ConsumedRecord;
import io.millrace.sequence.intake.EventValidator;
import io.millrace.sequence.intake.Intake;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.reader.BulkFormat;
import org.apache.flink.connector.file.src.util.ArrayResultIterator;
import org.apache.flink.connector.file.src.util.CheckpointedPosition;
import org.apache.flink.core.fs.Path;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Reads event files as the topic is read: what is no usable event becomes a dead letter, with the file's name as its
 * topic and its place in the file, from 0, as its offset. A record's time of arrival is its event's.
 *
 * <p>A broken file fails the job for good: it would be as broken after a restart.
 */
final class EventFileFormat implements BulkFormat<Intake, FileSourceSplit> {
    private final Validators validators;

    EventFileFormat(Validators validators) {
        this.validators = validators;
    }

    @Override
    public Reader createReader(Configuration config, FileSourceSplit split) {
        return new Reader(split.path(), validators.get(), 0);
    }

    /** A position is a number of events. */
    @Override
    public Reader restoreReader(Configuration config, FileSourceSplit split) {
        long done = split.getReaderPosition()
                .map(CheckpointedPosition::getRecordsAfterOffset)
                .orElse(0L);
        return new Reader(split.path(), validators.get(), done);
    }

    @Override
    public boolean isSplittable() {
        return false;
    }

    @Override
    public TypeInformation<Intake> getProducedType() {
        return EventTypeInfo.INTAKE;
    }

    /** One batch a block. */
    static final class Reader implements BulkFormat.Reader<Intake> {
        private final String name;
        private final EventValidator validator;
        private final EventFileReader file;
        private final long done;

        Reader(Path path, EventValidator validator, long done) {
            this.name = path.getName();
            this.validator = validator;
            this.done = done;
            try {
                this.file = EventFileReader.open(path);
            } catch (EventFileException e) {
                throw new SuppressRestartsException(e);
            }
        }

        @Override
        public BulkFormat.RecordIterator<Intake> readBatch() {
            try {
                while (true) {
                    long first = file.position();
                    List<RawEvent> block = file.nextBlock();
                    if (block.isEmpty()) {
                        return null;
                    }
                    if (file.position() > done) {
                        return batch(block, first);
                    }
                }
            } catch (EventFileException e) {
                throw new SuppressRestartsException(e);
            }
        }

        private BulkFormat.RecordIterator<Intake> batch(List<RawEvent> block, long first) {
            int from = (int) Math.max(0, done - first);
            Intake[] intakes = new Intake[block.size() - from];
            for (int i = 0; i < intakes.length; i++) {
                RawEvent event = block.get(from + i);
                intakes[i] = validator.validate(
                        new ConsumedRecord(name, 0, first + from + i, event.time(), event.key(), event.value()));
            }
            ArrayResultIterator<Intake> batch = new ArrayResultIterator<>();
            batch.set(intakes, intakes.length, CheckpointedPosition.NO_OFFSET, first + from);
            return batch;
        }

        @Override
        public void close() {
            file.close();
        }
    }
}
