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
import java.util.function.BiConsumer;

/** A version of a model that has many items and has learnt nothing, as a learner would publish it. */
final class SyntheticModel {
    private static final int KEY_GROUPS = 64;
    private static final long LINEAGE = 1;
    private static final long VERSION = 1;

    private final ModelConfig config;
    private final Recommender recommender;
    private final ModelRecordCodec codec = new ModelRecordCodec();
    private final BiConsumer<Integer, ModelRecordCodec.Encoded> topic;
    private final long[] rows = new long[KEY_GROUPS];
    private final long[] digests = new long[KEY_GROUPS];

    /** @param topic takes the records, with the key group that decides on their partition */
    SyntheticModel(ModelConfig config, BiConsumer<Integer, ModelRecordCodec.Encoded> topic) {
        this.config = config;
        this.recommender = new Recommender(config);
        this.topic = topic;
    }

    /** What an item is called. */
    static String item(int number) {
        return "i" + number;
    }

    /** Sends the dense tensors, every row of every item, the marks and a good manifest. */
    void publish(int items, long now) {
        for (Table table : recommender.tables()) {
            for (long block = 0; block < table.blocks(); block++) {
                send(table.id(), block);
            }
        }
        TokenSequence nothing = new TokenSequence(new byte[0], new int[1], new long[0], new long[0], new long[0]);
        for (int number = 0; number < items; number++) {
            long item = Ids.of(item(number));
            Candidates one = new Candidates(
                    new long[] {item},
                    new long[1][config.features().size()],
                    new float[1][config.denseFeatures().size()]);
            recommender.rowsOf(nothing, 0, one, (table, row) -> {
                if (row == item) {
                    send(table, row);
                }
            });
        }
        long digest = 0;
        for (int group = 0; group < KEY_GROUPS; group++) {
            digest += digests[group];
            EndOfVersion mark = new EndOfVersion(LINEAGE, VERSION, group, rows[group], digests[group], 0L, 0L);
            topic.accept(group, codec.endOfVersion(mark));
        }
        topic.accept(0, codec.manifest(manifest(digest, now)));
    }

    private void send(int table, long row) {
        Table of = recommender.tables().get(table);
        float[] weights = Rows.born(of, config.seed(), row).values;
        int group = KeyGroups.of(table, row, KEY_GROUPS);
        rows[group]++;
        digests[group] += Digests.contribution(table, row, weights, of.width());
        topic.accept(group, codec.row(LINEAGE, VERSION, table, row, weights, of.width()));
    }

    private Manifest manifest(long digest, long now) {
        long count = 0;
        for (long group : rows) {
            count += group;
        }
        return Manifest.newBuilder()
                .setLineage(LINEAGE)
                .setVersion(VERSION)
                .setParent(-1)
                .setKeyGroups(KEY_GROUPS)
                .setSchemaHash(Ids.of(config.toText()))
                .setModel(config.toText())
                .setOffsets(Map.of())
                .setWatermark(0)
                .setAppliedExamples(0)
                .setAppliedDigest(0)
                .setRows(count)
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
