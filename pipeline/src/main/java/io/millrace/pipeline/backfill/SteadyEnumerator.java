package io.millrace.pipeline.backfill;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.connector.source.SupportsIntermediateNoMoreSplits;
import org.apache.flink.connector.base.source.hybrid.HybridSourceEnumeratorState;
import org.apache.flink.connector.base.source.hybrid.HybridSourceSplit;
import org.apache.flink.connector.base.source.hybrid.SourceReaderFinishedEvent;
import org.apache.flink.util.FlinkRuntimeException;

/**
 * Keeps a failure from losing events at the switch of Flink's hybrid source (2.3), whose enumerator goes on in memory when
 * a failure sets the readers back to a checkpoint:
 *
 * <ul>
 *   <li>It counts a reader that had come to the end of the files as one that has, although it reads them again, and so
 *       may switch while files are being read. Here the ends are told to it when all readers are there and at the end.
 *   <li>When readers are set back to before the switch, it stays behind it. Here the job then fails as a whole, which sets
 *       the enumerator back too.
 *   <li>A reader without splits begins anew with the files, and asks the second source for one in vain. Here it is told
 *       that there is none.
 * </ul>
 */
final class SteadyEnumerator implements SplitEnumerator<HybridSourceSplit, HybridSourceEnumeratorState> {
    /** Index of the files in the hybrid source. */
    static final int FILES = 0;

    private final SplitEnumerator<HybridSourceSplit, HybridSourceEnumeratorState> hybrid;
    private final SplitEnumeratorContext<HybridSourceSplit> context;
    private final Set<Integer> atEnd = new TreeSet<>();
    private boolean switched;
    private boolean switchKept;
    private OptionalLong covering = OptionalLong.empty();

    /** @param switched whether a checkpoint was restored that lies behind the switch */
    SteadyEnumerator(
            SplitEnumerator<HybridSourceSplit, HybridSourceEnumeratorState> hybrid,
            SplitEnumeratorContext<HybridSourceSplit> context,
            boolean switched) {
        this.hybrid = hybrid;
        this.context = context;
        this.switched = switched;
        this.switchKept = switched;
    }

    @Override
    public void start() {
        hybrid.start();
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        boolean endOfFiles = event instanceof SourceReaderFinishedEvent finished && finished.sourceIndex() == FILES;
        if (endOfFiles && !switched) {
            atEnd.add(subtask);
            switchIfAllAreAtEnd();
        } else {
            hybrid.handleSourceEvent(subtask, event);
        }
    }

    private void switchIfAllAreAtEnd() {
        Set<Integer> there = new HashSet<>(atEnd);
        there.retainAll(context.registeredReaders().keySet());
        if (there.size() == context.currentParallelism()) {
            switched = true;
            atEnd.forEach(reader -> hybrid.handleSourceEvent(reader, new SourceReaderFinishedEvent(FILES)));
        }
    }

    /** Called for every reader that is set back, with or without splits. */
    @Override
    public void addSplitsBack(List<HybridSourceSplit> splits, int subtask) {
        if (switched && !switchKept) {
            throw new FlinkRuntimeException("failed behind the end of the files, before a checkpoint was complete that"
                    + " knows of it: the source goes back to the files");
        }
        atEnd.remove(subtask);
        hybrid.addSplitsBack(splits, subtask);
    }

    @Override
    public void addReader(int subtask) {
        atEnd.remove(subtask);
        hybrid.addReader(subtask);
    }

    /** Only files are asked for: a request behind the switch comes from a reader that has begun anew. */
    @Override
    public void handleSplitRequest(int subtask, String hostname) {
        if (switched) {
            ((SupportsIntermediateNoMoreSplits) context).signalIntermediateNoMoreSplits(subtask);
        } else {
            hybrid.handleSplitRequest(subtask, hostname);
        }
    }

    @Override
    public HybridSourceEnumeratorState snapshotState(long checkpointId) throws Exception {
        if (switched && covering.isEmpty()) {
            covering = OptionalLong.of(checkpointId);
        }
        return hybrid.snapshotState(checkpointId);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        switchKept |= covering.isPresent() && checkpointId >= covering.getAsLong();
        hybrid.notifyCheckpointComplete(checkpointId);
    }

    @Override
    public void notifyCheckpointAborted(long checkpointId) throws Exception {
        hybrid.notifyCheckpointAborted(checkpointId);
    }

    @Override
    public void close() throws IOException {
        hybrid.close();
    }
}
