package io.millrace.model.hstu;

import io.millrace.model.HstuSizes;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.sequence.Views;

/** Where gates, values, queries and keys stand in the columns {@code U|V|Q|K} of a projection: views, head by head. */
final class Projections {
    private final int heads;
    private final int valueWidth;
    private final int keyWidth;
    final Matrix gates = new Matrix();
    final Matrix[] values;
    final Matrix[] queries;
    final Matrix[] keys;

    Projections(HstuSizes sizes) {
        this.heads = sizes.heads();
        this.valueWidth = sizes.valueWidth();
        this.keyWidth = sizes.qkWidth();
        this.values = Views.create(heads);
        this.queries = Views.create(heads);
        this.keys = Views.create(heads);
    }

    /** 2h(dv + dqk). */
    int columns() {
        return 2 * heads * (valueWidth + keyWidth);
    }

    /** Points the views at {@code all}, L × {@link #columns}. */
    Projections of(Matrix all) {
        int valueColumns = heads * valueWidth;
        gates.asColumns(all, 0, valueColumns);
        Views.heads(values, all, valueColumns, valueWidth);
        Views.heads(queries, all, 2 * valueColumns, keyWidth);
        Views.heads(keys, all, 2 * valueColumns + heads * keyWidth, keyWidth);
        return this;
    }
}
