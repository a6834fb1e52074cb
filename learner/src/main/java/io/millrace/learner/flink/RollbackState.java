package io.millrace.learner.flink;

import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The name of the last rollback in an operator's state. A name that it does not know is a rollback since what was restored;
 * none at all leaves the one that it knows.
 */
final class RollbackState {
    static final ListStateDescriptor<String> DESCRIPTOR = new ListStateDescriptor<>("rollback", Types.STRING);

    private final ListState<String> state;
    private final String name;
    private final boolean isNew;

    /** @param configured names the last one; empty if there was none or it is long past */
    RollbackState(ListState<String> state, String configured) throws Exception {
        this.state = state;
        String known = "";
        for (String restored : state.get()) {
            known = restored;
        }
        name = configured.isEmpty() ? known : configured;
        isNew = !name.equals(known);
    }

    /** Whether the name is another than the one that was restored. */
    boolean isNew() {
        return isNew;
    }

    String name() {
        return name;
    }

    void snapshot() throws Exception {
        state.update(List.of(name));
    }
}
