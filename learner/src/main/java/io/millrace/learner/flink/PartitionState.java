package io.millrace.learner.flink;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * Into how many partitions a lineage is published. With another number its key groups would change partitions, and with them
 * the order of their records that followers rely on.
 */
final class PartitionState {
    private static final int UNKNOWN = 0;

    private final ListState<Integer> partitionState;
    private final RollbackState rollback;
    private int known = UNKNOWN;

    /** @param rollback names the last one, after which everything is published again; empty for none */
    PartitionState(OperatorStateStore store, String rollback) throws Exception {
        partitionState = store.getListState(new ListStateDescriptor<>("partitions", Types.INT));
        this.rollback = new RollbackState(store.getListState(RollbackState.DESCRIPTOR), rollback);
        for (int restored : partitionState.get()) {
            known = restored;
        }
    }

    /** @throws SuppressRestartsException if the lineage that goes on was published into another number */
    void require(int partitions) {
        if (known != UNKNOWN && known != partitions && !rollback.isNew()) {
            throw new SuppressRestartsException(new IllegalStateException("the model topic has " + partitions
                    + " partitions, and the versions so far were published into " + known
                    + ": publish to a topic with " + known + ", or begin a lineage, which publishes everything again,"
                    + " with a name for learner.rollback that was not used before"));
        }
        known = partitions;
    }

    void snapshot() throws Exception {
        partitionState.update(List.of(known));
        rollback.snapshot();
    }
}
