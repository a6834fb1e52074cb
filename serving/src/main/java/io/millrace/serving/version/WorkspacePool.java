package io.millrace.serving.version;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * The workspaces of one lineage, as many as there were ever requests at the same time. Thread-safe.
 *
 * <p>All versions of a lineage have one layout, so a workspace serves any of them.
 */
public final class WorkspacePool {
    private final ModelLayout layout;
    private final ConcurrentLinkedQueue<Workspace> idle = new ConcurrentLinkedQueue<>();

    public WorkspacePool(ModelLayout layout) {
        this.layout = layout;
    }

    public ModelLayout layout() {
        return layout;
    }

    <T> T with(ServedModel model, Function<Workspace, T> request) {
        Workspace workspace = idle.poll();
        if (workspace == null) {
            workspace = new Workspace(layout);
        }
        workspace.open(model);
        try {
            return request.apply(workspace);
        } finally {
            workspace.close();
            idle.add(workspace);
        }
    }
}
