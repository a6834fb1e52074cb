package io.millrace.pipeline.backfill;

import io.millrace.sequence.intake.Intake;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.connector.base.source.hybrid.HybridSource;
import org.apache.flink.connector.base.source.hybrid.HybridSourceEnumeratorState;
import org.apache.flink.connector.base.source.hybrid.HybridSourceSplit;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** A hybrid source of two whose switch survives failures; see {@link SteadyEnumerator}. */
final class SteadyHybridSource implements Source<Intake, HybridSourceSplit, HybridSourceEnumeratorState> {
    private final HybridSource<Intake> hybrid;

    /** @param hybrid of exactly two sources, the second of which is never asked for a split */
    SteadyHybridSource(HybridSource<Intake> hybrid) {
        this.hybrid = hybrid;
    }

    @Override
    public Boundedness getBoundedness() {
        return hybrid.getBoundedness();
    }

    @Override
    public SourceReader<Intake, HybridSourceSplit> createReader(SourceReaderContext context) throws Exception {
        return hybrid.createReader(context);
    }

    @Override
    public SplitEnumerator<HybridSourceSplit, HybridSourceEnumeratorState> createEnumerator(
            SplitEnumeratorContext<HybridSourceSplit> context) {
        return new SteadyEnumerator(hybrid.createEnumerator(context), context, false);
    }

    @Override
    public SplitEnumerator<HybridSourceSplit, HybridSourceEnumeratorState> restoreEnumerator(
            SplitEnumeratorContext<HybridSourceSplit> context, HybridSourceEnumeratorState state) throws Exception {
        boolean switched = state.getCurrentSourceIndex() > SteadyEnumerator.FILES;
        return new SteadyEnumerator(hybrid.restoreEnumerator(context, state), context, switched);
    }

    @Override
    public SimpleVersionedSerializer<HybridSourceSplit> getSplitSerializer() {
        return hybrid.getSplitSerializer();
    }

    @Override
    public SimpleVersionedSerializer<HybridSourceEnumeratorState> getEnumeratorCheckpointSerializer() {
        return hybrid.getEnumeratorCheckpointSerializer();
    }
}
