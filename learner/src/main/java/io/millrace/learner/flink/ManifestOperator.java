package io.millrace.learner.flink;

import io.millrace.learner.publish.ManifestAssembler;
import io.millrace.learner.publish.ModelLog;
import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.codec.ModelRecordCodec;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Writes a version's manifest once all its key groups are durable. Runs once, whatever the parallelism. */
final class ManifestOperator extends AbstractStreamOperator<Manifest>
        implements TwoInputStreamOperator<EndOfVersion, CheckpointReport, Manifest> {
    private final String model;
    private final int keyGroups;
    private final ModelLog.Factory logs;
    private transient ManifestAssembler assembler;
    private transient ModelLog log;
    private transient ModelRecordCodec codec;
    private transient ListState<EndOfVersion> markState;
    private transient ListState<CheckpointReport> reportState;
    private transient ListState<Long> parentState;

    ManifestOperator(String model, int keyGroups, ModelLog.Factory logs) {
        this.model = model;
        this.keyGroups = keyGroups;
        this.logs = logs;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        codec = new ModelRecordCodec();
        var state = context.getOperatorStateStore();
        markState = state.getListState(new ListStateDescriptor<>("marks", new AvroTypeInfo<>(EndOfVersion.class)));
        reportState =
                state.getListState(new ListStateDescriptor<>("reports", new AvroTypeInfo<>(CheckpointReport.class)));
        parentState = state.getListState(new ListStateDescriptor<>("parent", Types.LONG));
        long parent = -1;
        for (long restored : parentState.get()) {
            parent = restored;
        }
        assembler = new ManifestAssembler(model, keyGroups, parent);
        for (CheckpointReport report : reportState.get()) {
            assembler.add(report);
        }
    }

    @Override
    public void open() throws Exception {
        super.open();
        log = logs.open();
        for (EndOfVersion mark : markState.get()) {
            add(mark);
        }
    }

    @Override
    public void processElement1(StreamRecord<EndOfVersion> element) throws Exception {
        add(element.getValue());
    }

    @Override
    public void processElement2(StreamRecord<CheckpointReport> element) {
        assembler.add(element.getValue());
    }

    private void add(EndOfVersion mark) throws Exception {
        Optional<Manifest> whole = assembler.add(mark, getProcessingTimeService().getCurrentProcessingTime());
        if (whole.isPresent()) {
            ModelRecordCodec.Encoded record = codec.manifest(whole.get());
            log.appendManifest(record.key(), record.value());
            log.flush();
            output.collect(new StreamRecord<>(whole.get()));
        }
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        markState.update(assembler.waitingMarks());
        reportState.update(assembler.waitingReports());
        parentState.update(List.of(assembler.parent()));
    }

    @Override
    public void close() throws Exception {
        if (log != null) {
            log.close();
        }
        super.close();
    }
}
