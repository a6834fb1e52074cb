package io.millrace.learner.flink;

import io.millrace.model.row.LayoutChange;
import io.millrace.model.row.StoredLayout;
import io.millrace.model.row.Table;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.execution.SuppressRestartsException;

/**
 * The layout in an operator's state. Every operator that addresses rows keeps it: they are restored from one checkpoint
 * and configured alike, so that they come to the same numbers without a word to each other.
 */
final class LayoutState {
    private final ListState<String> state;
    private final LayoutChange change;

    /**
     * Reads what was stored and compares it with what is configured. State that is older than this record of it was
     * written under the configured layout: no earlier release could be given another.
     */
    LayoutState(OperatorStateStore store, List<Table> tables) throws Exception {
        state = store.getUnionListState(new ListStateDescriptor<>("layout", Types.STRING));
        LayoutChange found = LayoutChange.none(tables);
        for (String text : state.get()) {
            found = compare(text, tables);
        }
        change = found;
    }

    private static LayoutChange compare(String text, List<Table> tables) {
        try {
            return StoredLayout.parse(text).to(tables);
        } catch (IllegalArgumentException e) {
            // What does not fit, or the text of a later release: no attempt would end otherwise.
            throw new SuppressRestartsException(e);
        }
    }

    /** From what was stored to what is configured. */
    LayoutChange change() {
        return change;
    }

    void snapshot() throws Exception {
        state.update(List.of(change.layout().toText()));
    }
}
