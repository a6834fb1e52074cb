package io.millrace.serving.api;

import io.millrace.schemas.id.Ids;
import io.millrace.serving.index.ItemIndexBuilder;
import io.millrace.serving.version.GroupRows;
import io.millrace.serving.version.ServedModel;
import io.millrace.serving.version.WorkspacePool;
import java.util.Arrays;

/**
 * A version that has one item only, which has a name.
 *
 * @param model the version
 */
record TestingNamedItem(ServedModel model) {
    static final String NAME = "named";

    static TestingNamedItem like(ServedModel other) {
        ItemIndexBuilder items = new ItemIndexBuilder(other.layout().items().width());
        float[] vector = new float[other.layout().items().width()];
        Arrays.fill(vector, 1);
        items.put(Ids.of(NAME), vector);
        GroupRows[] rows = {GroupRows.empty(other.layout().places())};
        return new TestingNamedItem(
                new ServedModel(other.manifest(), rows, items.cut(), new WorkspacePool(other.layout()), 0));
    }
}
