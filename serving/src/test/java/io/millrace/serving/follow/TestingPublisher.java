package io.millrace.serving.follow;

import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.Recommender;
import io.millrace.model.row.Digests;
import io.millrace.model.row.KeyGroups;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.schemas.id.Ids;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** A real model with random weights, as its learner would have it and publish it. */
public final class TestingPublisher {
    private static final int KEY_GROUPS = 6;
    private static final long LINEAGE = 7;

    private record RowKey(int table, long row) {}

    private final ModelConfig config;
    private final Recommender recommender;
    private final Map<RowKey, float[]> rows = new LinkedHashMap<>();
    private final ModelRecordCodec codec = new ModelRecordCodec();

    /** A model of the dense tensors alone. */
    public TestingPublisher(ModelConfig config) {
        this.config = config;
        this.recommender = new Recommender(config);
    }

    /** All dense tensors, and the items in the table of items, anew. */
    public TestingPublisher learn(long seed, long... items) {
        for (Table table : recommender.tables()) {
            for (long block = 0; block < table.blocks(); block++) {
                put(table, block, seed);
            }
        }
        for (long item : items) {
            put(recommender.itemTable(), item, seed);
        }
        return this;
    }

    /** The trainer's forward and backward. */
    public Recommender recommender() {
        return recommender;
    }

    /** What a trainer has in hand: the rows as they were learnt, and births for rows that there are not. */
    public Parameters parameters(long... births) {
        Parameters parameters = new Parameters(recommender.tables());
        for (Table table : recommender.tables()) {
            if (table.kind() == Table.Kind.EMBEDDING) {
                for (long row : births) {
                    bear(parameters, table.id(), row);
                }
            }
        }
        rows.forEach((key, weights) -> parameters.put(key.table(), key.row(), weights, 0));
        return parameters;
    }

    /** Puts a row in as the trainer's server would give birth to it. */
    public void bear(Parameters parameters, int table, long row) {
        parameters.put(table, row, Rows.born(recommender.tables().get(table), config.seed(), row).values, 0);
    }

    /** Sends all rows, the marks and a good manifest. */
    public void publish(KafkaProducer<byte[], byte[]> producer, String topic, long version) {
        int partitions = producer.partitionsFor(topic).size();
        rows.forEach((key, weights) -> producer.send(record(
                topic,
                group(key) % partitions,
                codec.row(LINEAGE, version, key.table(), key.row(), weights, weights.length))));
        long digest = 0;
        for (int group = 0; group < KEY_GROUPS; group++) {
            EndOfVersion mark = mark(version, group);
            digest += mark.getDigest();
            producer.send(record(topic, group % partitions, codec.endOfVersion(mark)));
        }
        producer.send(record(topic, 0, codec.manifest(manifest(version, digest))));
        producer.flush();
    }

    private void put(Table table, long row, long seed) {
        float[] weights = Rows.born(table, seed, row).values;
        rows.put(new RowKey(table.id(), row), Arrays.copyOf(weights, table.width()));
    }

    private static int group(RowKey key) {
        return KeyGroups.of(key.table(), key.row(), KEY_GROUPS);
    }

    private static ProducerRecord<byte[], byte[]> record(
            String topic, int partition, ModelRecordCodec.Encoded encoded) {
        return new ProducerRecord<>(topic, partition, encoded.key(), encoded.value());
    }

    private EndOfVersion mark(long version, int group) {
        long count = 0;
        long digest = 0;
        for (Map.Entry<RowKey, float[]> row : rows.entrySet()) {
            RowKey key = row.getKey();
            if (group(key) == group) {
                count++;
                digest += Digests.contribution(key.table(), key.row(), row.getValue(), row.getValue().length);
            }
        }
        return new EndOfVersion(LINEAGE, version, group, count, digest, 1L, 1L);
    }

    private Manifest manifest(long version, long digest) {
        return Manifest.newBuilder()
                .setLineage(LINEAGE)
                .setVersion(version)
                .setParent(-1)
                .setKeyGroups(KEY_GROUPS)
                .setSchemaHash(Ids.of(config.toText()))
                .setModel(config.toText())
                .setOffsets(Map.of())
                .setWatermark(0)
                .setAppliedExamples(KEY_GROUPS)
                .setAppliedDigest(KEY_GROUPS)
                .setRows(rows.size())
                .setDigest(digest)
                .setCounts(Map.of())
                .setEvaluations(List.of())
                .setArrivals(List.of())
                .setVerdict(Verdict.GOOD)
                .setReason("")
                .setCreatedAt(300)
                .build();
    }
}
