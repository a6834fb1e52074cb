package io.millrace.learner.flink;

import io.millrace.learner.publish.KeyGroupCut;
import io.millrace.learner.publish.ModelLog;
import io.millrace.learner.publish.VersionOutbox;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.codec.ModelRecordCodec;
import java.util.OptionalLong;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Sends a version's rows when its checkpoint is complete, and again after a restore; passes its marks on at once, ahead of
 * the barrier, for the manifest. A failure to send fails the job, whose restart sends again; a rollback does not.
 */
final class VersionPublisherOperator extends AbstractStreamOperator<EndOfVersion>
        implements OneInputStreamOperator<KeyGroupCut, EndOfVersion> {
    private final String rollback;
    private final int keyGroups;
    private final ModelLog.Factory logs;
    private transient VersionOutbox outbox;
    private transient ModelLog log;
    private transient PartitionState partitions;
    private transient ModelRecordCodec codec;
    private transient ListState<KeyGroupCut> waitingState;
    private transient OptionalLong restoredCheckpoint;

    /**
     * @param rollback names the last one; empty for none
     * @param keyGroups of the server, of each of whose subtasks one of this operator publishes the versions
     */
    VersionPublisherOperator(String rollback, int keyGroups, ModelLog.Factory logs) {
        this.rollback = rollback;
        this.keyGroups = keyGroups;
        this.logs = logs;
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        outbox = new VersionOutbox();
        codec = new ModelRecordCodec();
        restoredCheckpoint = context.getRestoredCheckpointId();
        OperatorStateStore store = context.getOperatorStateStore();
        waitingState = store.getUnionListState(
                new ListStateDescriptor<>("waiting-versions", TypeInformation.of(KeyGroupCut.class)));
        outbox.restore(waitingState.get(), this::isOfThisSubtask);
        // Until the next checkpoint it would hold what waits in all outboxes.
        waitingState.clear();
        partitions = PartitionState.ofEach(store, rollback);
        takeOver(store.getListState(new ListStateDescriptor<>("outbox", TypeInformation.of(KeyGroupCut.class))));
    }

    /** Earlier releases had what waits dealt out in turns, whoever's it was. */
    private void takeOver(ListState<KeyGroupCut> earlier) throws Exception {
        for (KeyGroupCut cut : earlier.get()) {
            outbox.add(cut);
        }
        earlier.clear();
    }

    private boolean isOfThisSubtask(int keyGroup) {
        TaskInfo task = getRuntimeContext().getTaskInfo();
        return KeyGroupRangeAssignment.computeOperatorIndexForKeyGroup(
                        keyGroups, task.getNumberOfParallelSubtasks(), keyGroup)
                == task.getIndexOfThisSubtask();
    }

    @Override
    public void open() throws Exception {
        super.open();
        log = logs.open();
        partitions.require(log.partitions());
        if (partitions.lineageEnded()) {
            outbox.clear();
        } else if (restoredCheckpoint.isPresent()) {
            outbox.send(restoredCheckpoint.getAsLong(), log);
        }
    }

    @Override
    public void processElement(StreamRecord<KeyGroupCut> element) {
        outbox.add(element.getValue());
        output.collect(new StreamRecord<>(element.getValue().mark(codec)));
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
        super.notifyCheckpointComplete(checkpointId);
        outbox.send(checkpointId, log);
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        waitingState.update(outbox.waiting());
        partitions.snapshot();
    }

    @Override
    public void close() throws Exception {
        if (log != null) {
            log.close();
        }
        super.close();
    }
}
