package io.millrace.serving.follow;

import static io.millrace.serving.follow.TestingLayout.ITEMS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Verdict;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.serving.follow.TestingLearner.RowKey;
import io.millrace.serving.version.ServedModel;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which lineage is followed. */
class LineagesTest extends AssemblerTests {
    @Test
    void shouldBeginNoLineageWithAManifestThatIsRefused() {
        learner.learn(100).close(1);
        learner.send(1);
        announce(1, manifest -> manifest.setSchemaHash(5L));
        announce(1, manifest -> describe(manifest, "nonsense"));
        announce(1, manifest -> manifest.setKeyGroups(0));
        announce(1, manifest -> manifest.setKeyGroups(Integer.MAX_VALUE));
        assertThat(readAll(assembler, 0)).isEmpty();
        assertThat(assembler.status().refused()).isEqualTo(4);

        topic.clear();
        announce(1, manifest -> {});

        learner.assertExact(last(readAll(assembler, 0)));
    }

    @Test
    void shouldRefuseAnotherConfigurationInTheSameLineage() {
        learner.learn(100).publish(1);
        learner.close(2);
        learner.send(2);
        announce(2, manifest -> describe(manifest, "model of another kind"));

        assertThat(versions(readAll(assembler, 0))).containsExactly(1L);
        assertThat(assembler.status().reason()).contains("version 2", "configuration changed");
    }

    @Test
    void shouldFollowANewLineageAndDropWhatIsStillComingOfTheOld() {
        learner.learn(100).publish(1);
        learner.learn(30).publish(2);
        TestingLearner successor = new TestingLearner(5, topic, 2);
        successor.learn(100).publish(1);
        learner.set(new RowKey(ITEMS, 3));
        learner.publish(3);
        successor.learn(30).publish(2);
        for (int seed = 0; seed < 100; seed++) {
            VersionAssembler fresh = new VersionAssembler(TestingLayout::parse);

            List<ServedModel> activated = readAll(fresh, seed);

            activated.forEach(model -> (model.lineage() == 5 ? successor : learner).assertExact(model));
            assertThat(last(activated).lineage()).isEqualTo(5);
            assertThat(last(activated).version()).isEqualTo(2);
            assertThat(fresh.status().deadRecords()).isPositive();
        }
    }

    /** A job that was taken back within a hold has published nothing of its new lineage. */
    @Test
    void shouldStayWithTheOldLineageWhileTheNewOneIsHeld() {
        learner.learn(100).publish(1);
        learner.learn(30).publish(2);
        TestingLearner successor = new TestingLearner(5, topic, 2);
        successor.close(2);
        announce(successor.manifest(2), manifest -> {
            manifest.setVerdict(Verdict.HELD);
            manifest.setReason("held by order");
        });
        for (int seed = 0; seed < 50; seed++) {
            VersionAssembler fresh = new VersionAssembler(TestingLayout::parse);

            learner.assertExact(last(readAll(fresh, seed)));

            assertThat(fresh.status().active()).isEqualTo(2);
            assertThat(fresh.status().held()).isEqualTo(1);
            assertThat(fresh.status().reason()).isEqualTo("version 2 of lineage 5: held back, held by order");
            assertThat(fresh.announced().getLineage()).isEqualTo(5);
        }
        readAll(assembler, 0);
        topic.clear();
        successor.learn(100).publish(3);

        successor.assertExact(last(readAll(assembler, 0)));
        assertThat(assembler.status().reason()).isEmpty();
        assertThat(assembler.announced().getVersion()).isEqualTo(3);
    }

    @Test
    void shouldActivateOnlyExactVersionsOfAHalfCompactedTopicWithTwoLineages() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            TestingTopic half = new TestingTopic(1 + random.nextInt(4));
            TestingLearner old = new TestingLearner(900, half, seed);
            TestingLearner young = new TestingLearner(100, half, seed + 1);
            for (int version = 1; version < 6; version++) {
                old.learn(40).publish(version);
            }
            for (int version = 1; version < 6; version++) {
                young.learn(40).publish(version);
            }
            half.compact(random.nextDouble());
            VersionAssembler fresh = new VersionAssembler(TestingLayout::parse);
            List<ServedModel> activated = read(half, fresh, seed);

            activated.forEach(model -> (model.lineage() == 100 ? young : old).assertExact(model));
            assertThat(last(activated).lineage()).isEqualTo(100);
            assertThat(last(activated).version()).isEqualTo(5);
        }
    }

    @Test
    void shouldIgnoreATombstoneBeforeAnyLineage() {
        topic.append(1, new ModelRecord.RowTombstone(ITEMS, 1));
        learner.learn(100).publish(1);

        learner.assertExact(last(readAll(assembler, 0)));
    }
}
