package io.millrace.model;

import io.millrace.model.input.Example;
import io.millrace.model.row.Row;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import java.util.LinkedHashMap;
import java.util.Map;

/** All rows of a model in one map, and the loop around it that a parameter server would be. */
public final class InMemoryModel {
    private record Key(int table, long row) {}

    private final ModelConfig config;
    private final Recommender recommender;
    private final Parameters parameters;
    private final Gradients gradients;
    private final Map<Key, Row> rows = new LinkedHashMap<>();

    public InMemoryModel(ModelConfig config) {
        this.config = config;
        this.recommender = new Recommender(config);
        this.parameters = new Parameters(recommender.tables());
        this.gradients = new Gradients(recommender.tables());
        for (Table table : recommender.tables()) {
            for (int block = 0; block < table.blocks(); block++) {
                put(table.id(), block);
            }
        }
    }

    public Recommender recommender() {
        return recommender;
    }

    /** The parameters, with every row that was asked for so far. */
    public Parameters parameters() {
        return parameters;
    }

    public Row row(int table, long row) {
        return rows.computeIfAbsent(
                new Key(table, row), key -> Rows.born(recommender.tables().get(table), config.seed(), row));
    }

    /** Puts a row as it stands into the parameters. */
    public void put(int table, long row) {
        parameters.put(table, row, row(table, row).values, 0);
    }

    /** Gradient of one example, without learning from it; valid until the next call. */
    public Gradients gradients() {
        return gradients;
    }

    public Outcome accumulate(Example example) {
        recommender.rowsOf(example, this::put);
        gradients.clear();
        return recommender.learn(example, parameters, gradients);
    }

    /** One step: predict, then learn. */
    public Outcome learn(Example example) {
        Outcome outcome = accumulate(example);
        gradients.forEach((table, id, values, offset) -> {
            Table of = recommender.tables().get(table);
            Row row = row(table, id);
            row.updates++;
            of.optimizer().apply(row.values, of.width(), values, offset, row.updates);
            put(table, id);
        });
        return outcome;
    }

    /** Every row there is, in the order of birth. */
    public Iterable<Row> rows() {
        return rows.values();
    }
}
