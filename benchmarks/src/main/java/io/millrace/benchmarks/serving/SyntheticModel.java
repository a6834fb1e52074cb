package io.millrace.benchmarks.serving;

import io.millrace.model.ModelConfig;
import io.millrace.model.Recommender;
import io.millrace.model.Recommender.Candidates;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.row.Digests;
import io.millrace.model.row.KeyGroups;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.schemas.id.Ids;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/** Versions of a model that has many items and has learnt nothing, as a learner would publish them. */
final class SyntheticModel {
    private static final int KEY_GROUPS = 64;
    private static final long LINEAGE = 1;
    private static final float STEP = 1e-3f;

    private final ModelConfig config;
    private final Recommender recommender;
    private final ModelRecordCodec codec = new ModelRecordCodec();
    private final BiConsumer<Integer, ModelRecordCodec.Encoded> topic;
    private final TokenSequence nothing =
            new TokenSequence(new byte[0], new int[1], new long[0], new long[0], new long[0]);
    /** How often the rows of an item were changed. */
    private final int[] changes;

    private final long[] rows = new long[KEY_GROUPS];
    private final long[] digests = new long[KEY_GROUPS];
    private long version;

    /** @param topic takes the records, with the key group that decides on their partition */
    SyntheticModel(ModelConfig config, int items, BiConsumer<Integer, ModelRecordCodec.Encoded> topic) {
        this.config = config;
        this.recommender = new Recommender(config);
        this.changes = new int[items];
        this.topic = topic;
    }

    /** What an item is called. */
    static String item(int number) {
        return "i" + number;
    }

    /** Sends the first version: the dense tensors, every row of every item, the marks and a good manifest. */
    void publish(long now) {
        for (Table table : recommender.tables()) {
            for (long block = 0; block < table.blocks(); block++) {
                add(table.id(), block, 0);
            }
        }
        for (int number = 0; number < changes.length; number++) {
            eachRow(number, (table, row) -> add(table, row, 0));
        }
        end(now);
    }

    /** Sends a version in which so many items are other ones, drawn at random, besides all dense tensors. */
    void change(int items, SplittableRandom random, long now) {
        for (Table table : recommender.tables()) {
            for (long block = 0; block < table.blocks(); block++) {
                replace(table.id(), block, (int) version - 1, (int) version);
            }
        }
        for (int i = 0; i < items; i++) {
            int number = random.nextInt(changes.length);
            int before = changes[number]++;
            eachRow(number, (table, row) -> replace(table, row, before, before + 1));
        }
        end(now);
    }

    long rows() {
        long all = 0;
        for (long group : rows) {
            all += group;
        }
        return all;
    }

    /** Row consumer. */
    @FunctionalInterface
    private interface Place {
        void accept(int table, long row);
    }

    private void eachRow(int number, Place place) {
        long item = Ids.of(item(number));
        Candidates one = new Candidates(
                new long[] {item},
                new long[1][config.features().size()],
                new float[1][config.denseFeatures().size()]);
        recommender.rowsOf(nothing, 0, one, (table, row) -> {
            if (row == item) {
                place.accept(table, row);
            }
        });
    }

    private void replace(int table, long row, int before, int after) {
        Table of = recommender.tables().get(table);
        int group = KeyGroups.of(table, row, KEY_GROUPS);
        rows[group]--;
        digests[group] -= Digests.contribution(table, row, weights(of, row, before), of.width());
        add(table, row, after);
    }

    private void add(int table, long row, int changed) {
        Table of = recommender.tables().get(table);
        float[] weights = weights(of, row, changed);
        int group = KeyGroups.of(table, row, KEY_GROUPS);
        rows[group]++;
        digests[group] += Digests.contribution(table, row, weights, of.width());
        topic.accept(group, codec.row(LINEAGE, version + 1, table, row, weights, of.width()));
    }

    private float[] weights(Table table, long row, int changed) {
        float[] weights = Rows.born(table, config.seed(), row).values;
        weights[0] += changed * STEP;
        return weights;
    }

    private void end(long now) {
        version++;
        long digest = 0;
        for (int group = 0; group < KEY_GROUPS; group++) {
            digest += digests[group];
            EndOfVersion mark = new EndOfVersion(LINEAGE, version, group, rows[group], digests[group], 0L, 0L);
            topic.accept(group, codec.endOfVersion(mark));
        }
        topic.accept(0, codec.manifest(manifest(digest, now)));
    }

    private Manifest manifest(long digest, long now) {
        return Manifest.newBuilder()
                .setLineage(LINEAGE)
                .setVersion(version)
                .setParent(version == 1 ? -1 : version - 1)
                .setKeyGroups(KEY_GROUPS)
                .setSchemaHash(Ids.of(config.toText()))
                .setModel(config.toText())
                .setOffsets(Map.of())
                .setWatermark(0)
                .setAppliedExamples(0)
                .setAppliedDigest(0)
                .setRows(rows())
                .setDigest(digest)
                .setCounts(Map.of())
                .setEvaluations(List.of())
                .setArrivals(List.of())
                .setVerdict(Verdict.GOOD)
                .setReason("")
                .setCreatedAt(now)
                .build();
    }
}
