package io.millrace.serving.follow;

import static io.millrace.serving.follow.TestingLayout.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.codec.ModelRecord;
import io.millrace.serving.follow.TestingLearner.RowKey;
import io.millrace.serving.version.ServedModel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Records in another partition than that of their key group. */
class MisplacedRecordsTest extends AssemblerTests {
    /** As when partitions were added to the topic: a follower that starts then reads the newer part first, or the older. */
    @Test
    void shouldSayThatAKeyGroupIsInTwoPartitionsAndLetOutNothingThatIsNotWhole() {
        learner.learn(200).publish(1);
        learner.learn(30).publish(2);
        RowKey moved = learner.set(new RowKey(USERS, 3));
        learner.publish(3);
        int home = learner.partition(TestingLearner.group(moved));
        int other = (home + 1) % 3;
        List<ModelRecord> stray = new ArrayList<>();
        topic.partition(home).removeIf(record -> {
            boolean strays = record instanceof ModelRecord.Row row && row.version() == 3;
            if (strays) {
                stray.add(record);
            }
            return strays;
        });
        topic.partition(other).addAll(0, stray);
        for (int seed = 0; seed < 50; seed++) {
            VersionAssembler reader = new VersionAssembler(TestingLayout::parse);
            readAll(reader, seed).forEach(learner::assertExact);
            assertThat(reader.status().misplaced()).isPositive();
            if (reader.status().active() != 3) {
                assertThat(reader.status().reason()).contains("is in partition", "were partitions added");
            }
        }
    }

    @Test
    void shouldSayThatATombstoneIsInAnotherPartitionThanItsKeyGroup() {
        RowKey user = learner.set(new RowKey(USERS, 3));
        learner.learn(30).publish(1);
        readAll(assembler, 0);
        int other = (learner.partition(TestingLearner.group(user)) + 1) % 3;

        assembler.accept(other, new ModelRecord.RowTombstone(USERS, 3));

        assertThat(assembler.status().misplaced()).isEqualTo(1);
    }

    /** A foreign writer's rows, tombstones and marks; a lineage that says its partitions is not in doubt which are its own. */
    @Test
    void shouldNotHeedWhatSomebodyElseWroteIntoAnotherPartition() {
        for (int seed = 0; seed < 50; seed++) {
            topic.clear();
            TestingLearner other = new TestingLearner(seed, topic, seed).into(3);
            RowKey user = other.set(new RowKey(USERS, 3));
            other.learn(100).publish(1);
            other.set(user);
            other.learn(20).publish(2);
            int group = TestingLearner.group(user);
            List<ModelRecord> wrong = topic.partition((other.partition(group) + 1) % 3);
            wrong.add(seed % wrong.size(), other.record(2, user, new float[] {1, 2, 3}));
            wrong.add(seed % wrong.size(), new ModelRecord.GroupEnd(other.mark(2, group)));
            wrong.add(new ModelRecord.RowTombstone(USERS, 3));
            VersionAssembler reader = new VersionAssembler(TestingLayout::parse);

            List<ServedModel> activated = readAll(reader, seed);

            activated.forEach(other::assertExact);
            assertThat(last(activated).version()).isEqualTo(2);
            assertThat(reader.status().misplaced()).isEqualTo(3);
            assertThat(reader.status().misplacement()).contains("does somebody else write to it?");
            assertThat(reader.status().reason()).isEmpty();
        }
    }

    @Test
    void shouldRefuseAnotherNumberOfPartitionsInTheSameLineage() {
        learner.into(3);
        learner.learn(100).publish(1);
        learner.close(2);
        learner.send(2);
        announce(2, manifest -> manifest.setPartitions(4));

        assertThat(versions(readAll(assembler, 0))).containsExactly(1L);
        assertThat(assembler.status().refused()).isEqualTo(1);
        assertThat(assembler.status().reason()).contains("version 2", "into 3 partitions, and now into 4");
    }
}
