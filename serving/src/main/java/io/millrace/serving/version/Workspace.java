package io.millrace.serving.version;

import io.millrace.model.Parameters;
import io.millrace.model.Recommender;
import io.millrace.model.row.RowVisitor;
import io.millrace.model.row.Table;
import io.millrace.model.sequence.HistoryCache;

/**
 * A recommender and the parameters it reads, for one request at a time: the dense tensors of the version it last worked
 * on, and the embedding rows that the request asked for.
 */
public final class Workspace implements RowVisitor {
    private static final long NOTHING = Long.MIN_VALUE;

    private final Recommender recommender;
    private final Parameters parameters;
    private final HistoryCache history;
    private long loaded = NOTHING;
    private ServedModel model;

    Workspace(ModelLayout layout) {
        this.recommender = new Recommender(layout.config());
        this.parameters = new Parameters(layout.tables());
        this.history = recommender.newCache();
    }

    public Recommender recommender() {
        return recommender;
    }

    public Parameters parameters() {
        return parameters;
    }

    /** Keys and values of the request's history; empty when the request begins. */
    public HistoryCache history() {
        return history;
    }

    /** Forgets the embedding rows that were asked for so far. */
    public void forgetRows() {
        parameters.clearRows();
    }

    /** Puts an embedding row of the version into the parameters, or what stands in for it. */
    @Override
    public void visit(int table, long row) {
        parameters.put(table, row, model.rowOrStandIn(table, row), 0);
    }

    void open(ServedModel next) {
        model = next;
        if (loaded != next.version()) {
            // Not before all is in: half a load must not pass for this version.
            loaded = NOTHING;
            next.layout().tables().stream()
                    .filter(table -> table.kind() == Table.Kind.DENSE)
                    .forEach(this::load);
            loaded = next.version();
        }
    }

    /** Lets go of the request and of the version's rows; the dense tensors stay for the next request. */
    void close() {
        parameters.clearRows();
        history.clear();
        model = null;
    }

    private void load(Table table) {
        for (int block = 0; block < table.blocks(); block++) {
            visit(table.id(), block);
        }
    }
}
