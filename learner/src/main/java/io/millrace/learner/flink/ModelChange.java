package io.millrace.learner.flink;

import io.millrace.model.ModelConfig;
import java.util.Objects;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/** What of a model's configuration gives its tensors their meaning though it leaves no trace in their sizes. */
final class ModelChange {
    private ModelChange() {}

    /**
     * Heads are told apart by the place of their task, units by the place of their feature, and columns of a layer by the
     * head they belong to: in another order what was learnt would be used for something else.
     *
     * @throws SuppressRestartsException naming what differs, and what to do
     */
    static void requireSameMeaning(ModelConfig restored, ModelConfig configured) {
        require("tasks", restored.learntTasks(), configured.learntTasks());
        require("categorical features", restored.features(), configured.features());
        require("dense features", restored.denseFeatures(), configured.denseFeatures());
        require(
                "heads of the sequence model",
                restored.hstu().heads(),
                configured.hstu().heads());
    }

    private static void require(String what, Object restored, Object configured) {
        if (!Objects.equals(restored, configured)) {
            throw new SuppressRestartsException(new IllegalArgumentException(
                    "the " + what + " are " + restored + " in the restored state and " + configured
                            + " in the configuration: what was learnt would be used for something else. Either restore with the"
                            + " configuration that the state was written with, or start afresh, without the state, as a new"
                            + " model"));
        }
    }
}
