package io.millrace.learner.flink;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Into how many partitions a lineage is published. With another number its key groups would change partitions, and with them
 * the order of their records that followers rely on. Every operator that publishes asks before its first record: what a
 * restore sends again would be in the wrong place before another had ended the job.
 */
final class PartitionState {
    private static final int UNKNOWN = 0;
    private static final ListStateDescriptor<Integer> PARTITIONS = new ListStateDescriptor<>("partitions", Types.INT);

    private final ListState<Integer> partitionState;
    private final RollbackState rollback;
    private final boolean lineageEnded;
    private int known = UNKNOWN;

    private PartitionState(ListState<Integer> partitionState, RollbackState rollback) throws Exception {
        this.partitionState = partitionState;
        this.rollback = rollback;
        for (int restored : partitionState.get()) {
            known = restored;
        }
        // The state of earlier releases knows neither the number nor a rollback of long ago.
        lineageEnded = known != UNKNOWN && rollback.isNew();
    }

    /**
     * Of an operator of parallelism 1.
     *
     * @param rollback names the last one, after which everything is published again; empty for none
     */
    static PartitionState ofOne(OperatorStateStore store, String rollback) throws Exception {
        ListState<String> names = store.getListState(RollbackState.DESCRIPTOR);
        return new PartitionState(store.getListState(PARTITIONS), new RollbackState(names, rollback));
    }

    /** Of an operator each of whose subtasks is to know, also after rescaling. */
    static PartitionState ofEach(OperatorStateStore store, String rollback) throws Exception {
        ListState<String> names = store.getUnionListState(RollbackState.DESCRIPTOR);
        return new PartitionState(store.getUnionListState(PARTITIONS), new RollbackState(names, rollback));
    }

    /** @throws SuppressRestartsException if the lineage that goes on was published into another number */
    void require(int partitions) {
        if (known != UNKNOWN && known != partitions && !lineageEnded) {
            throw new SuppressRestartsException(new IllegalStateException("the model topic has " + partitions
                    + " partitions, and the versions so far were published into " + known
                    + ": publish to a topic with " + known + ", or begin a lineage, which publishes everything again,"
                    + " with a name for learner.rollback that was not used before"));
        }
        known = partitions;
    }

    /**
     * Whether a rollback since what was restored has ended the lineage of what waits there to be sent: it is never to be
     * sent again, because the topic has had newer rows of that lineage, which followers rely on until the new one is out.
     */
    boolean lineageEnded() {
        return lineageEnded;
    }

    void snapshot() throws Exception {
        partitionState.update(List.of(known));
        rollback.snapshot();
    }
}
