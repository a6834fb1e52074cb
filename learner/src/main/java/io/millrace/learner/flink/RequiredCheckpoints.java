package io.millrace.learner.flink;

import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.core.execution.CheckpointingMode;

/** The kind of checkpoints that the learner relies on: a barrier behind all that was sent before it, on every way. */
final class RequiredCheckpoints {
    private RequiredCheckpoints() {}

    /**
     * @param config of the environment, that of the cluster included
     * @throws UnsuitableCheckpointsException if it asks for another kind
     */
    static void check(ReadableConfig config) {
        if (config.get(CheckpointingOptions.ENABLE_UNALIGNED)) {
            throw new UnsuitableCheckpointsException(
                    "the learner does not work with unaligned checkpoints: their barriers"
                            + " overtake gradients and the versions cut at them, and a version would not be what was learnt before"
                            + " it. Set " + CheckpointingOptions.ENABLE_UNALIGNED.key() + " to false");
        }
        CheckpointingMode mode = config.get(CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE);
        if (mode != CheckpointingMode.EXACTLY_ONCE) {
            throw new UnsuitableCheckpointsException("the learner does not work with checkpoints of mode "
                    + mode + ": what comes after a barrier would get into its"
                    + " checkpoint, and be learnt again after a restart. Set "
                    + CheckpointingOptions.CHECKPOINTING_CONSISTENCY_MODE.key() + " to "
                    + CheckpointingMode.EXACTLY_ONCE);
        }
    }
}
