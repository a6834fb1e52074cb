package io.millrace.pipeline.backfill;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.intake.Intake;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.connector.file.src.FileSourceSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.groups.SourceReaderMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.UserCodeClassLoader;
import org.junit.jupiter.api.Test;

class DrainTest {
    private final Drain drain = new Drain();
    private final List<SourceEvent> events = new ArrayList<>();
    private final List<Long> watermarks = new ArrayList<>();
    private final SourceReader<Intake, FileSourceSplit> reader = drain.createReader(new OneReader(events));
    private final Output output = new Output(watermarks);

    @Test
    void shouldEndEventTimeAtOnceAndTheInputWhenTold() throws Exception {
        reader.start();
        assertThat(reader.isAvailable()).isDone();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        CompletableFuture<Void> end = reader.isAvailable();
        assertThat(end).isNotDone();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(watermarks).containsExactly(Long.MAX_VALUE);

        reader.notifyNoMoreSplits();
        assertThat(end).isDone();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
    }

    @Test
    void shouldTellWhenACheckpointThatBeganAfterTheEndOfEventTimeIsComplete() throws Exception {
        assertThat(reader.snapshotState(1)).isEmpty();
        reader.pollNext(output);
        reader.notifyCheckpointComplete(1);
        assertThat(events).as("it began before").isEmpty();
        reader.snapshotState(2);
        assertThat(events).as("it is not complete").isEmpty();
        reader.snapshotState(3);
        reader.notifyCheckpointComplete(3);
        assertThat(events).as("2 was aborted").containsExactly(new DrainedEvent());
    }

    @Test
    void shouldLetAllReadersGoTogether() {
        TestingEnumeratorContext<FileSourceSplit> context = new TestingEnumeratorContext<>();
        var enumerator = drain.createEnumerator(context);
        enumerator.handleSourceEvent(0, new DrainedEvent());
        enumerator.handleSourceEvent(0, new DrainedEvent());
        assertThat(context.ended).isEmpty();
        enumerator.handleSourceEvent(1, new DrainedEvent());
        assertThat(context.ended).containsExactlyInAnyOrder(0, 1);
        enumerator.handleSourceEvent(0, new DrainedEvent());
        assertThat(context.ended).as("who has been told may have gone").hasSize(2);
        enumerator.addReader(1);
        enumerator.handleSourceEvent(1, new DrainedEvent());
        assertThat(context.ended)
                .as("one that has failed is told again")
                .endsWith(1)
                .hasSize(3);
    }

    @Test
    void shouldStartAgainAfterARestore() throws Exception {
        TestingEnumeratorContext<FileSourceSplit> context = new TestingEnumeratorContext<>();
        var first = drain.createEnumerator(context);
        first.handleSourceEvent(0, new DrainedEvent());
        var serializer = drain.getEnumeratorCheckpointSerializer();
        Void state = serializer.deserialize(serializer.getVersion(), serializer.serialize(first.snapshotState(1)));
        drain.restoreEnumerator(context, state).handleSourceEvent(1, new DrainedEvent());
        assertThat(context.ended).isEmpty();
    }

    /** Takes down the events of one reader. */
    private record OneReader(List<SourceEvent> events) implements SourceReaderContext {
        @Override
        public void sendSourceEventToCoordinator(SourceEvent event) {
            events.add(event);
        }

        @Override
        public int getIndexOfSubtask() {
            return 0;
        }

        @Override
        public SourceReaderMetricGroup metricGroup() {
            return UnregisteredMetricsGroup.createSourceReaderMetricGroup();
        }

        @Override
        public Configuration getConfiguration() {
            return new Configuration();
        }

        @Override
        public String getLocalHostName() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sendSplitRequest() {
            throw new UnsupportedOperationException();
        }

        @Override
        public UserCodeClassLoader getUserCodeClassLoader() {
            throw new UnsupportedOperationException();
        }
    }

    /** Takes down watermarks; there are no records. */
    private record Output(List<Long> watermarks) implements ReaderOutput<Intake> {
        @Override
        public void emitWatermark(Watermark watermark) {
            watermarks.add(watermark.getTimestamp());
        }

        @Override
        public void collect(Intake intake) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void collect(Intake intake, long timestamp) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void markIdle() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void markActive() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SourceOutput<Intake> createOutputForSplit(String splitId) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void releaseOutputForSplit(String splitId) {
            throw new UnsupportedOperationException();
        }
    }
}
