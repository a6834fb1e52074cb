package io.millrace.learner.flink;

import io.millrace.learner.publish.ManifestAssembler;
import io.millrace.learner.publish.ModelLog;
import io.millrace.model.ModelConfig;
import io.millrace.model.PublishedModel;
import io.millrace.model.Recommender;
import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.codec.ModelRecordCodec;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.TwoInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Writes a version's manifest when its checkpoint is complete, and again after a restore. Runs once, whatever the
 * parallelism.
 *
 * <p>It does not wait for the publishers: a follower needs the rows as well as the manifest, in whatever order they come.
 */
final class ManifestOperator extends AbstractStreamOperator<Void>
        implements TwoInputStreamOperator<EndOfVersion, CheckpointReport, Void> {
    private final ModelConfig model;
    private final String rollback;
    private final int keyGroups;
    private final ModelLog.Factory logs;
    private transient LayoutState layout;
    private transient PartitionState partitions;
    private transient String text;
    private transient ManifestAssembler assembler;
    private transient ModelLog log;
    private transient ModelRecordCodec codec;
    private transient OptionalLong restoredCheckpoint;
    private transient ListState<EndOfVersion> markState;
    private transient ListState<CheckpointReport> reportState;
    private transient ListState<Long> parentState;
    private transient ListState<String> textState;

    ManifestOperator(ModelConfig model, String rollback, int keyGroups, ModelLog.Factory logs) {
        this.model = model;
        this.rollback = rollback;
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
        partitions = PartitionState.ofOne(state, rollback);
        layout = new LayoutState(state, new Recommender(model).tables());
        text = new PublishedModel(model, layout.change().numbers()).toText();
        textState = state.getListState(new ListStateDescriptor<>("model", Types.STRING));
        String restoredText = text;
        for (String restored : textState.get()) {
            restoredText = restored;
        }
        assembler = new ManifestAssembler(restoredText, keyGroups, parent);
        for (EndOfVersion mark : markState.get()) {
            assembler.add(mark);
        }
        for (CheckpointReport report : reportState.get()) {
            assembler.add(report);
        }
        restoredCheckpoint = context.getRestoredCheckpointId();
    }

    @Override
    public void open() throws Exception {
        super.open();
        log = logs.open();
        partitions.require(log.partitions());
        if (restoredCheckpoint.isPresent()) {
            // Of the model as it was; what is cut from now on is of the model that is configured.
            List<Manifest> again = assemble(restoredCheckpoint.getAsLong());
            if (!partitions.lineageEnded()) {
                write(again);
            }
            assembler = new ManifestAssembler(text, keyGroups, assembler.parent());
        }
    }

    @Override
    public void processElement1(StreamRecord<EndOfVersion> element) {
        assembler.add(element.getValue());
    }

    @Override
    public void processElement2(StreamRecord<CheckpointReport> element) {
        assembler.add(element.getValue());
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        write(assemble(checkpointId));
    }

    private List<Manifest> assemble(long completed) {
        return assembler.complete(completed, getProcessingTimeService().getCurrentProcessingTime());
    }

    private void write(List<Manifest> manifests) throws Exception {
        for (Manifest manifest : manifests) {
            manifest.setPartitions(log.partitions());
            ModelRecordCodec.Encoded record = codec.manifest(manifest);
            log.appendManifest(record.key(), record.value());
        }
        log.flush();
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        markState.update(assembler.waitingMarks());
        reportState.update(assembler.waitingReports());
        parentState.update(List.of(assembler.parent()));
        textState.update(List.of(text));
        partitions.snapshot();
        layout.snapshot();
    }

    @Override
    public void close() throws Exception {
        if (log != null) {
            log.close();
        }
        super.close();
    }
}
