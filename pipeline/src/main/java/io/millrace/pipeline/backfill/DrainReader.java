package io.millrace.pipeline.backfill;

import io.millrace.sequence.intake.Intake;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.io.InputStatus;

/** Says once that event time is over, tells when a checkpoint has that, and ends when it is told to. */
final class DrainReader implements SourceReader<Intake, FileSourceSplit> {
    private final SourceReaderContext context;
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private boolean over;
    private OptionalLong covering = OptionalLong.empty();

    DrainReader(SourceReaderContext context) {
        this.context = context;
    }

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<Intake> output) {
        if (!over) {
            over = true;
            output.emitWatermark(Watermark.MAX_WATERMARK);
        }
        return end.isDone() ? InputStatus.END_OF_INPUT : InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
        return over ? end : CompletableFuture.completedFuture(null);
    }

    @Override
    public List<FileSourceSplit> snapshotState(long checkpointId) {
        if (over && covering.isEmpty()) {
            covering = OptionalLong.of(checkpointId);
        }
        return List.of();
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
        if (covering.isPresent() && checkpointId >= covering.getAsLong()) {
            context.sendSourceEventToCoordinator(new DrainedEvent());
        }
    }

    @Override
    public void notifyNoMoreSplits() {
        end.complete(null);
    }

    @Override
    public void addSplits(List<FileSourceSplit> splits) {
        throw new IllegalStateException("there are no splits, but was given " + splits);
    }

    @Override
    public void close() {}
}
