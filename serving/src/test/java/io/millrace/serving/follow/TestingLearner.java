package io.millrace.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.row.Digests;
import io.millrace.model.row.KeyGroups;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.index.ScoredItem;
import io.millrace.serving.index.TopK;
import io.millrace.serving.version.ServedModel;
import it.unimi.dsi.fastutil.longs.LongSets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Learns by throwing dice, publishes as the learner does, and remembers what each of its versions was. */
final class TestingLearner {
    static final String MODEL = "model of the tests";
    static final int KEY_GROUPS = 6;

    record RowKey(int table, long row) {}

    final long lineage;
    private final TestingTopic topic;
    private final Random random;
    private final Map<RowKey, float[]> rows = new LinkedHashMap<>();
    private final Map<RowKey, float[]> changed = new LinkedHashMap<>();
    private final TreeMap<Long, Map<RowKey, float[]>> versions = new TreeMap<>();
    private final TreeMap<Long, Map<RowKey, float[]>> deltas = new TreeMap<>();

    private int partitions;

    TestingLearner(long lineage, TestingTopic topic, long seed) {
        this.lineage = lineage;
        this.topic = topic;
        this.random = new Random(seed);
    }

    /** Has manifests say into how many partitions they are published; those of earlier releases do not. */
    TestingLearner into(int number) {
        partitions = number;
        return this;
    }

    /** Changes some rows, gives birth to some and ends some. */
    TestingLearner learn(int steps) {
        for (int i = 0; i < steps; i++) {
            int table = random.nextInt(3);
            RowKey key = new RowKey(table, random.nextInt(table == TestingLayout.DENSE ? 3 : 40));
            if (table != TestingLayout.DENSE && random.nextInt(5) == 0) {
                end(key);
            } else {
                set(key);
            }
        }
        return this;
    }

    RowKey set(RowKey key) {
        float[] weights = new float[key.table() == TestingLayout.USERS ? 3 : 4];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextFloat() - 0.5f;
        }
        rows.put(key, weights);
        changed.put(key, weights);
        return key;
    }

    void end(RowKey key) {
        if (rows.remove(key) != null) {
            changed.put(key, null);
        }
    }

    /** Publishes what was learnt as a good version. */
    void publish(long version) {
        close(version);
        send(version);
        topic.append(0, new ModelRecord.VersionManifest(manifest(version)));
    }

    /** Ends a version without sending it. */
    void close(long version) {
        versions.put(version, new HashMap<>(rows));
        deltas.put(version, new LinkedHashMap<>(changed));
        changed.clear();
    }

    /** Drops what is remembered of versions older than this one. */
    void forgetBefore(long version) {
        versions.headMap(version).clear();
        deltas.headMap(version).clear();
    }

    /** Sends the rows and marks of a version, as it was, to all partitions. */
    void send(long version) {
        for (int group = 0; group < KEY_GROUPS; group++) {
            send(version, group);
        }
    }

    void send(long version, int group) {
        deltas.get(version).forEach((key, weights) -> {
            if (group(key) == group) {
                topic.append(partition(group), record(version, key, weights));
            }
        });
        topic.append(partition(group), new ModelRecord.GroupEnd(mark(version, group)));
    }

    /** The manifest of a closed version; free to be changed. */
    Manifest manifest(long version) {
        long digest = 0;
        long applied = 0;
        for (int group = 0; group < KEY_GROUPS; group++) {
            EndOfVersion mark = mark(version, group);
            digest += mark.getDigest();
            applied += mark.getAppliedExamples();
        }
        return Manifest.newBuilder()
                .setLineage(lineage)
                .setVersion(version)
                .setParent(-1)
                .setKeyGroups(KEY_GROUPS)
                .setSchemaHash(Ids.of(MODEL))
                .setModel(MODEL)
                .setOffsets(Map.of())
                .setWatermark(0)
                .setAppliedExamples(applied)
                .setAppliedDigest(KEY_GROUPS * 7L)
                .setRows(versions.get(version).size())
                .setDigest(digest)
                .setCounts(Map.of())
                .setEvaluations(List.of())
                .setArrivals(List.of(100L, 200L))
                .setVerdict(Verdict.GOOD)
                .setReason("")
                .setCreatedAt(300)
                .setPartitions(partitions)
                .build();
    }

    EndOfVersion mark(long version, int group) {
        long count = 0;
        long digest = 0;
        for (Map.Entry<RowKey, float[]> row : versions.get(version).entrySet()) {
            if (group(row.getKey()) == group) {
                count++;
                digest += contribution(row.getKey(), row.getValue());
            }
        }
        return new EndOfVersion(lineage, version, group, count, digest, version, 7L);
    }

    ModelRecord record(long version, RowKey key, float[] weights) {
        return weights == null
                ? new ModelRecord.RowTombstone(key.table(), key.row())
                : new ModelRecord.Row(lineage, version, key.table(), key.row(), weights);
    }

    static int group(RowKey key) {
        return KeyGroups.of(key.table(), key.row(), KEY_GROUPS);
    }

    int partition(int group) {
        return group % topic.partitions();
    }

    /** Fails unless the model is, row by row and item by item, what the version was. */
    void assertExact(ServedModel model) {
        assertThat(model.lineage()).isEqualTo(lineage);
        Map<RowKey, float[]> expected = versions.get(model.version());
        for (int table = 0; table < 3; table++) {
            for (long row = 0; row < 40; row++) {
                assertThat(model.row(table, row)).isEqualTo(expected.get(new RowKey(table, row)));
            }
        }
        float[] query = {0.5f, -0.5f, 0.5f, 0.5f};
        TopK found = new TopK(100);
        model.items().scan(query, LongSets.EMPTY_SET, found);
        assertThat(found.drain()).containsExactlyElementsOf(bruteForce(expected, query));
    }

    private static List<ScoredItem> bruteForce(Map<RowKey, float[]> rows, float[] query) {
        List<ScoredItem> all = new ArrayList<>();
        rows.forEach((key, w) -> {
            if (key.table() == TestingLayout.ITEMS) {
                double squares = 0;
                for (float x : w) {
                    squares += (double) x * x;
                }
                float norm = (float) Math.sqrt(squares);
                float score = 0;
                for (int i = 0; i < w.length; i++) {
                    score = Math.fma(query[i], w[i] / norm, score);
                }
                all.add(new ScoredItem(key.row(), score));
            }
        });
        all.sort((a, b) ->
                a.score() != b.score() ? Float.compare(b.score(), a.score()) : Long.compare(a.item(), b.item()));
        return all;
    }

    private static long contribution(RowKey key, float[] weights) {
        return Digests.contribution(key.table(), key.row(), weights, weights.length);
    }
}
