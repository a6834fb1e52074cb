package io.millrace.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.schemas.codec.UndecodableException;
import io.millrace.serving.version.ServedModel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Whatever befalls the records of the model topic, a version that is let out is, row by row, one that a learner published;
 * and a learner that starts afresh behind all of it is followed.
 */
class FollowerChaosTest {
    private static final int SEEDS = Integer.getInteger("millrace.chaos", 400);
    private static final long NOW = 1_000;
    private static final long NEWCOMER = 99;

    private final ModelRecordCodec codec = new ModelRecordCodec();

    @Test
    void shouldLetOutOnlyWhatWasPublishedWhateverBefallsTheRecords() {
        int activated = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            TestingTopic topic = new TestingTopic(1 + random.nextInt(3));
            List<TestingLearner> learners = List.of(
                    new TestingLearner(1, topic, random.nextLong()),
                    new TestingLearner(2, topic, random.nextLong()).into(topic.partitions()));
            publish(learners, random);
            for (int faults = random.nextInt(6); faults > 0; faults--) {
                befall(topic, random);
            }
            VersionAssembler assembler = new VersionAssembler(TestingLayout::parse);
            for (ServedModel model : read(assembler, topic, random)) {
                learners.get((int) model.lineage() - 1).assertExact(model);
                activated++;
            }
            topic.clear();
            TestingLearner newcomer = new TestingLearner(NEWCOMER, topic, seed);
            newcomer.learn(50).publish(1);
            List<ServedModel> healed = read(assembler, topic, random);
            assertThat(healed).as("versions of a new lineage, seed %d", seed).isNotEmpty();
            newcomer.assertExact(healed.get(healed.size() - 1));
        }
        assertThat(activated).as("versions that got through").isGreaterThan(SEEDS);
    }

    /** A flipped lineage or version would have the follower wait for what never comes. */
    @Test
    void shouldPassOverAManifestInWhichAnyBitIsFlipped() throws UndecodableException {
        TestingTopic topic = new TestingTopic(1);
        TestingLearner learner = new TestingLearner(1, topic, 1);
        learner.learn(50).publish(1);
        ModelRecordCodec.Encoded manifest = TestingTopic.encode(
                codec, topic.partition(0).remove(topic.partition(0).size() - 1));
        VersionAssembler assembler = new VersionAssembler(TestingLayout::parse);
        topic.partition(0).forEach(record -> assembler.accept(0, record));
        for (int bit = 0; bit < 8 * manifest.value().length; bit++) {
            byte[] flipped = manifest.value().clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> codec.decode(manifest.key(), flipped))
                    .as("bit %d", bit)
                    .isInstanceOf(UndecodableException.class);
        }
        assertThat(assembler.advance(NOW)).isEmpty();
        assembler.accept(0, codec.decode(manifest.key(), manifest.value()));
        learner.assertExact(assembler.advance(NOW).orElseThrow());
    }

    /**
     * Version 2 comes with one bit flipped, in any of its records; version 3 has all rows again, and tombstones. Only what
     * was published is let out, version 3 always is, and where version 2 was not, something says so.
     */
    @Test
    void shouldGetOverAnyFlippedBitAndCountIt() {
        TestingTopic topic = new TestingTopic(1);
        TestingLearner learner = new TestingLearner(1, topic, 1);
        List<ModelRecord> first = records(topic, learner.learn(12), 1);
        List<TestingLearner.RowKey> changed = List.of(
                learner.set(new TestingLearner.RowKey(TestingLayout.USERS, 39)),
                learner.set(new TestingLearner.RowKey(TestingLayout.ITEMS, 3)));
        List<ModelRecord> second = records(topic, learner, 2);
        learner.set(changed.get(1));
        learner.end(changed.get(0));
        List<ModelRecord> third = records(topic, learner, 3);
        for (ModelRecord record : second) {
            ModelRecordCodec.Encoded bytes = TestingTopic.encode(codec, record);
            int bits = 8 * (bytes.key().length + bytes.value().length);
            for (int bit = 0; bit < bits; bit++) {
                String what = record.getClass().getSimpleName() + ", bit " + bit;
                VersionAssembler assembler = new VersionAssembler(TestingLayout::parse);
                first.forEach(each -> assembler.accept(0, each));
                learner.assertExact(assembler.advance(NOW).orElseThrow());
                int undecodable = 0;
                for (ModelRecord each : second) {
                    try {
                        assembler.accept(0, each == record ? flipped(bytes, bit) : each);
                    } catch (UndecodableException e) {
                        undecodable++;
                    }
                }
                assembler.advance(NOW).ifPresent(learner::assertExact);
                boolean whole = assembler.status().active() == 2;
                for (ModelRecord each : third) {
                    assembler.accept(0, each);
                    assembler.advance(NOW).ifPresent(learner::assertExact);
                }
                AssemblyStatus status = assembler.status();
                assertThat(status.active()).as(what).isEqualTo(3);
                assertThat(status.reason()).as(what).isEmpty();
                if (!whole) {
                    assertThat(undecodable + status.rejectedRecords() + status.refused() + status.incomplete())
                            .as(what)
                            .isPositive();
                }
            }
        }
    }

    private static List<ModelRecord> records(TestingTopic topic, TestingLearner learner, long version) {
        topic.clear();
        learner.publish(version);
        return List.copyOf(topic.partition(0));
    }

    private ModelRecord flipped(ModelRecordCodec.Encoded record, int bit) throws UndecodableException {
        byte[] key = record.key().clone();
        byte[] value = record.value().clone();
        int at = bit / 8;
        byte[] part = at < key.length ? key : value;
        part[at < key.length ? at : at - key.length] ^= (byte) (1 << bit % 8);
        return codec.decode(key, value);
    }

    /** The second lineage begins while the first may still be written, as by a job that was not stopped. */
    private static void publish(List<TestingLearner> learners, Random random) {
        long[] versions = new long[2];
        int second = random.nextInt(8);
        for (int i = 0; i < 12; i++) {
            int learner = i < second || random.nextInt(4) == 0 ? 0 : 1;
            versions[learner] += 1 + random.nextInt(2);
            learners.get(learner).learn(1 + random.nextInt(60)).publish(versions[learner]);
        }
    }

    private void befall(TestingTopic topic, Random random) {
        List<ModelRecord> records = topic.partition(random.nextInt(topic.partitions()));
        if (records.isEmpty()) {
            return;
        }
        int at = random.nextInt(records.size());
        switch (random.nextInt(9)) {
            case 0 -> records.remove(at);
            case 1 -> records.add(at, records.get(random.nextInt(records.size())));
            case 2 -> Collections.swap(records, at, random.nextInt(records.size()));
            case 3 -> damage(records, at, random, false);
            case 4 -> damage(records, at, random, true);
            case 5 ->
                records.subList(at, Math.min(records.size(), at + random.nextInt(100)))
                        .clear();
            case 6 -> topic.compact(random.nextDouble());
            case 7 -> {
                List<ModelRecord> other = topic.partition(random.nextInt(topic.partitions()));
                other.add(random.nextInt(other.size() + 1), records.get(at));
            }
            default -> records.subList(0, at).removeIf(ModelRecord.RowTombstone.class::isInstance);
        }
    }

    /** What is no record any more is skipped by a follower, as if it had not been there. */
    private void damage(List<ModelRecord> records, int at, Random random, boolean truncate) {
        ModelRecordCodec.Encoded record = TestingTopic.encode(codec, records.remove(at));
        byte[] key = record.key();
        byte[] value = record.value();
        if (value == null || random.nextInt(4) == 0) {
            key = damaged(key, random, truncate);
        } else {
            value = damaged(value, random, truncate);
        }
        try {
            records.add(at, codec.decode(key, value));
        } catch (UndecodableException e) {
            // It stays away.
        }
    }

    private static byte[] damaged(byte[] bytes, Random random, boolean truncate) {
        if (truncate) {
            return Arrays.copyOf(bytes, random.nextInt(bytes.length));
        }
        byte[] flipped = bytes.clone();
        flipped[random.nextInt(flipped.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private static List<ServedModel> read(VersionAssembler assembler, TestingTopic topic, Random random) {
        List<ServedModel> activated = new ArrayList<>();
        topic.read(random, (partition, record) -> {
            assembler.accept(partition, record);
            if (random.nextInt(5) == 0) {
                assembler.advance(NOW).ifPresent(activated::add);
            }
        });
        assembler.advance(NOW).ifPresent(activated::add);
        return activated;
    }
}
