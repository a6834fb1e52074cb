package io.millrace.pipeline.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.connector.base.source.hybrid.HybridSourceEnumeratorState;
import org.apache.flink.connector.base.source.hybrid.HybridSourceSplit;
import org.apache.flink.connector.base.source.hybrid.SourceReaderFinishedEvent;
import org.junit.jupiter.api.Test;

class SteadyEnumeratorTest {
    private static final SourceEvent BEGIN = new SourceReaderFinishedEvent(-1);
    private static final SourceEvent END_OF_FILES = new SourceReaderFinishedEvent(0);

    private final TestingEnumeratorContext<HybridSourceSplit> context = new TestingEnumeratorContext<>();
    private final TestingHybrid hybrid = new TestingHybrid();
    private final SteadyEnumerator enumerator = new SteadyEnumerator(hybrid, context, false);

    @Test
    void shouldSwitchWhenAllReadersAreAtTheEndOfTheFiles() {
        enumerator.handleSourceEvent(0, BEGIN);
        enumerator.handleSourceEvent(0, END_OF_FILES);
        assertThat(hybrid.told).containsExactly("0 finished -1");
        enumerator.handleSourceEvent(0, END_OF_FILES);
        enumerator.handleSourceEvent(1, END_OF_FILES);
        assertThat(hybrid.told).containsExactly("0 finished -1", "0 finished 0", "1 finished 0");
    }

    @Test
    void shouldNotCountAReaderThatHasFailedAndReadsAgain() {
        enumerator.handleSourceEvent(0, END_OF_FILES);
        failAndComeBack(0);
        failAndComeBack(1);
        hybrid.told.clear();
        enumerator.handleSourceEvent(1, END_OF_FILES);
        assertThat(hybrid.told).as("0 reads its file again").isEmpty();
        enumerator.handleSourceEvent(0, END_OF_FILES);
        assertThat(hybrid.told).containsExactly("0 finished 0", "1 finished 0");
    }

    @Test
    void shouldNotSwitchWhileAReaderIsAway() {
        enumerator.handleSourceEvent(0, END_OF_FILES);
        context.readers.remove(0);
        enumerator.handleSourceEvent(1, END_OF_FILES);
        assertThat(hybrid.told).isEmpty();
    }

    @Test
    void shouldFailTheJobWhenReadersGoBackBehindASwitchThatIsInNoCheckpoint() throws Exception {
        enumerator.snapshotState(1);
        switchOver();
        enumerator.notifyCheckpointComplete(1);
        assertThatThrownBy(() -> enumerator.addSplitsBack(List.of(), 0)).hasMessageContaining("goes back to the files");

        enumerator.snapshotState(2);
        assertThatThrownBy(() -> enumerator.addSplitsBack(List.of(), 0))
                .as("not complete")
                .isNotNull();
        enumerator.notifyCheckpointComplete(2);
        hybrid.told.clear();
        failAndComeBack(0);
        assertThat(hybrid.told).containsExactly("0 back", "0 added");
    }

    @Test
    void shouldLetReadersFailBehindASwitchThatWasRestored() {
        SteadyEnumerator restored = new SteadyEnumerator(hybrid, context, true);
        restored.addSplitsBack(List.of(), 0);
        restored.handleSourceEvent(0, END_OF_FILES);
        assertThat(hybrid.told).as("at once").containsExactly("0 back", "0 finished 0");
    }

    @Test
    void shouldTellReadersThatBeginAnewBehindTheSwitchThatThereAreNoFiles() {
        enumerator.handleSplitRequest(0, null);
        assertThat(hybrid.told).containsExactly("0 asks");
        switchOver();
        hybrid.told.clear();
        enumerator.handleSplitRequest(0, null);
        assertThat(hybrid.told).isEmpty();
        assertThat(context.through).containsExactly(0);
        assertThat(context.ended).isEmpty();
    }

    private void switchOver() {
        enumerator.handleSourceEvent(0, END_OF_FILES);
        enumerator.handleSourceEvent(1, END_OF_FILES);
    }

    /** As Flink does it: the reader is gone, is set back, registers. */
    private void failAndComeBack(int reader) {
        context.readers.remove(reader);
        enumerator.addSplitsBack(List.of(), reader);
        context.readers.put(reader, new ReaderInfo(reader, "host"));
        enumerator.addReader(reader);
    }

    /** Takes down what it is told. */
    private static final class TestingHybrid
            implements SplitEnumerator<HybridSourceSplit, HybridSourceEnumeratorState> {
        private final List<String> told = new ArrayList<>();

        @Override
        public void handleSourceEvent(int subtask, SourceEvent event) {
            told.add(subtask + " finished " + ((SourceReaderFinishedEvent) event).sourceIndex());
        }

        @Override
        public void handleSplitRequest(int subtask, String hostname) {
            told.add(subtask + " asks");
        }

        @Override
        public void addSplitsBack(List<HybridSourceSplit> splits, int subtask) {
            told.add(subtask + " back");
        }

        @Override
        public void addReader(int subtask) {
            told.add(subtask + " added");
        }

        @Override
        public HybridSourceEnumeratorState snapshotState(long checkpointId) {
            return null;
        }

        @Override
        public void start() {}

        @Override
        public void close() {}
    }
}
