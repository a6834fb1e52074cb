package io.millrace.learner.trainer;

import io.millrace.learner.exchange.RowGroup;
import io.millrace.model.input.Example;
import io.millrace.model.input.TokenSequence;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;

/** The items that an example has as negatives only: nobody did anything with them, the sampler drew them. */
final class DrawnRows {
    /** No rows. */
    static final DrawnRows NONE = new DrawnRows(0, new LongOpenHashSet());

    private static final boolean[] NONE_OF_THEM = new boolean[0];

    private final int table;
    private final LongOpenHashSet items;

    private DrawnRows(int table, LongOpenHashSet items) {
        this.table = table;
        this.items = items;
    }

    /** @param itemTable from which negatives are drawn */
    static DrawnRows of(Example example, int itemTable) {
        LongOpenHashSet drawn = new LongOpenHashSet(example.negatives().ids());
        TokenSequence tokens = example.tokens();
        for (int token = 0; token < tokens.length(); token++) {
            if (tokens.isItem(token)) {
                drawn.remove(tokens.item(token));
            }
        }
        return new DrawnRows(itemTable, drawn);
    }

    /** Which rows of a group they are; empty if none. */
    boolean[] among(RowGroup group) {
        boolean[] drawn = NONE_OF_THEM;
        for (int i = 0; i < group.size(); i++) {
            if (group.tables()[i] == table && items.contains(group.rows()[i])) {
                drawn = drawn.length == 0 ? new boolean[group.size()] : drawn;
                drawn[i] = true;
            }
        }
        return drawn;
    }
}
