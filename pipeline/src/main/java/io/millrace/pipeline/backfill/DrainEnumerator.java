package io.millrace.pipeline.backfill;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.file.src.FileSourceSplit;

/**
 * Lets all readers go when the end of event time of each is in a complete checkpoint. That stays true when a reader fails:
 * no checkpoint before it is gone back to.
 */
final class DrainEnumerator implements SplitEnumerator<FileSourceSplit, Void> {
    private final SplitEnumeratorContext<FileSourceSplit> context;
    private final Set<Integer> drained = new HashSet<>();
    private final Set<Integer> told = new HashSet<>();

    DrainEnumerator(SplitEnumeratorContext<FileSourceSplit> context) {
        this.context = context;
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        if (event instanceof DrainedEvent) {
            drained.add(subtask);
        }
        if (drained.size() == context.currentParallelism()) {
            drained.forEach(this::letGo);
        }
    }

    /** Once only: the job fails if somebody is told who has gone. */
    private void letGo(int subtask) {
        if (told.add(subtask)) {
            context.signalNoMoreSplits(subtask);
        }
    }

    @Override
    public void handleSplitRequest(int subtask, String hostname) {
        throw new IllegalStateException("there are no splits, but subtask " + subtask + " asks for one");
    }

    @Override
    public void start() {}

    /** It may have been told before it failed. */
    @Override
    public void addReader(int subtask) {
        told.remove(subtask);
    }

    @Override
    public void addSplitsBack(List<FileSourceSplit> splits, int subtask) {}

    @Override
    public Void snapshotState(long checkpointId) {
        return null;
    }

    @Override
    public void close() {}
}
