package io.millrace.benchmarks;

import io.millrace.model.Parameters;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import io.millrace.schemas.id.Ids;
import java.util.List;
import java.util.SplittableRandom;

/** Made-up sequences, and parameters as they are at birth. */
final class Sequences {
    static final int ITEMS = 3_000;
    static final long REQUEST = 1_700_000_000;

    private Sequences() {}

    /** Items one after another. */
    static TokenSequence events(int tokens) {
        return sequence(tokens, false);
    }

    /** Items and what was done with them, by turns. */
    static TokenSequence interleaved(int tokens) {
        return sequence(tokens, true);
    }

    /** Bursts of events within minutes, between which hours and days pass. */
    private static TokenSequence sequence(int tokens, boolean interleaved) {
        SplittableRandom random = new SplittableRandom(1);
        byte[] kinds = new byte[tokens];
        int[] offsets = new int[tokens + 1];
        long[] ids = new long[tokens];
        long[] seconds = new long[tokens];
        long now = REQUEST;
        for (int i = tokens - 1; i >= 0; i--) {
            boolean item = !interleaved || i % 2 == 0;
            kinds[i] = !interleaved ? TokenSequence.EVENT : item ? TokenSequence.ITEM : TokenSequence.ACTION;
            ids[i] = item ? random.nextInt(ITEMS) : random.nextBoolean() ? Ids.of("click") : TokenSequence.NOTHING;
            seconds[i] = now;
            now -= random.nextInt(12) == 0 ? random.nextInt(3_600, 300_000) : random.nextInt(1, 90);
        }
        for (int i = 0; i <= tokens; i++) {
            offsets[i] = i;
        }
        return new TokenSequence(kinds, offsets, ids, seconds, new long[0]);
    }

    /** Every block of every dense tensor. */
    static Parameters born(List<Table> tables) {
        Parameters parameters = new Parameters(tables);
        for (Table table : tables) {
            for (int block = 0; block < table.blocks(); block++) {
                put(parameters, table, block);
            }
        }
        return parameters;
    }

    static void put(Parameters parameters, Table table, long row) {
        parameters.put(table.id(), row, Rows.born(table, 1, row).values, 0);
    }
}
