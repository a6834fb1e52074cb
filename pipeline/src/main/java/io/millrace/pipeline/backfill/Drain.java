package io.millrace.pipeline.backfill;

import io.millrace.sequence.intake.Intake;
import java.io.IOException;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.connector.file.src.FileSourceSplitSerializer;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * What stands behind the last file of a job that ends: a source without events. It says that event time is over, so that
 * all windows close and all labels are learnt, and holds the job's end back until a checkpoint has all of that.
 *
 * <p>An end alone would not do. What operators send in front of the barrier after their input has ended, reports and
 * cuts, Flink throws away, and so there would be no version of the end. Nor would an end of one reader before another's:
 * Flink makes no checkpoints while some tasks have ended and others of the same operators have not.
 *
 * <p>There are no splits. Every reader tells when a complete checkpoint has its end of event time; when all have, they are
 * told that there is nothing more. Needs checkpoints.
 */
final class Drain implements Source<Intake, FileSourceSplit, Void> {
    @Override
    public Boundedness getBoundedness() {
        return Boundedness.BOUNDED;
    }

    @Override
    public SourceReader<Intake, FileSourceSplit> createReader(SourceReaderContext context) {
        return new DrainReader(context);
    }

    @Override
    public SplitEnumerator<FileSourceSplit, Void> createEnumerator(SplitEnumeratorContext<FileSourceSplit> context) {
        return new DrainEnumerator(context);
    }

    /** Starts again: so do the readers. */
    @Override
    public SplitEnumerator<FileSourceSplit, Void> restoreEnumerator(
            SplitEnumeratorContext<FileSourceSplit> context, Void state) {
        return new DrainEnumerator(context);
    }

    @Override
    public SimpleVersionedSerializer<FileSourceSplit> getSplitSerializer() {
        return FileSourceSplitSerializer.INSTANCE;
    }

    @Override
    public SimpleVersionedSerializer<Void> getEnumeratorCheckpointSerializer() {
        return new NothingSerializer();
    }

    private static final class NothingSerializer implements SimpleVersionedSerializer<Void> {
        private static final int VERSION = 1;

        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(Void nothing) {
            return new byte[0];
        }

        @Override
        public Void deserialize(int version, byte[] serialized) throws IOException {
            if (version != VERSION) {
                throw new IOException("version " + version + " is not known");
            }
            return null;
        }
    }
}
