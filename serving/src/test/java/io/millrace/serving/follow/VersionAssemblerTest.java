package io.millrace.serving.follow;

import static io.millrace.serving.follow.TestingLayout.ITEMS;
import static io.millrace.serving.follow.TestingLayout.USERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.serving.follow.TestingLearner.RowKey;
import io.millrace.serving.version.ServedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class VersionAssemblerTest extends AssemblerTests {
    @Test
    void shouldActivateACompleteVersion() {
        learner.learn(200).publish(1);

        List<ServedModel> activated = readAll(assembler, 0);

        learner.assertExact(last(activated));
        assertThat(last(activated).version()).isEqualTo(1);
        assertThat(last(activated).activatedAt()).isEqualTo(NOW);
        assertThat(last(activated).freshnessMillis()).containsExactly(900L, 800L);
        assertThat(last(activated).ageMillis(1_500)).isEqualTo(1_200);
        assertThat(assembler.status().reason()).isEmpty();
        assertThat(assembler.status().active()).isEqualTo(1);
    }

    @Test
    void shouldActivateOnlyExactVersionsWhateverTheInterleaving() {
        learner.learn(200).publish(1);
        for (int version = 3; version < 20; version += 2) {
            learner.learn(30).publish(version);
        }
        for (int seed = 0; seed < 300; seed++) {
            List<ServedModel> activated = readAll(new VersionAssembler(TestingLayout::parse), seed);

            activated.forEach(learner::assertExact);
            assertThat(activated).extracting(ServedModel::version).isSorted().doesNotHaveDuplicates();
            assertThat(last(activated).version()).isEqualTo(19);
        }
    }

    @Test
    void shouldActivateAnEmptyModel() {
        learner.publish(1);

        learner.assertExact(last(readAll(assembler, 0)));
    }

    @Test
    void shouldNotActivateBeforeTheManifest() {
        learner.learn(50).publish(1);
        ModelRecord manifest = topic.partition(0).remove(topic.partition(0).size() - 1);

        assertThat(readAll(assembler, 0)).isEmpty();

        assembler.accept(0, manifest);
        learner.assertExact(assembler.advance(NOW).orElseThrow());
    }

    @Test
    void shouldWaitForTheKeyGroupsThatComeAfterTheManifest() {
        learner.learn(50).publish(1);
        topic.partition(0).forEach(record -> assembler.accept(0, record));
        topic.partition(1).forEach(record -> assembler.accept(1, record));

        assertThat(assembler.advance(NOW)).isEmpty();
        assertThat(assembler.status().reason()).contains("version 1", "has not ended it");

        topic.partition(2).forEach(record -> assembler.accept(2, record));
        learner.assertExact(assembler.advance(NOW).orElseThrow());
    }

    @Test
    void shouldKeepRowsOfALaterVersionOutOfAnEarlierOne() {
        learner.learn(100).publish(1);
        ModelRecord manifest = topic.partition(0).remove(topic.partition(0).size() - 1);
        learner.learn(100).close(2);
        learner.send(2);

        assertThat(readAll(assembler, 5)).isEmpty();

        assembler.accept(0, manifest);
        learner.assertExact(assembler.advance(NOW).orElseThrow());
        assembler.accept(0, new ModelRecord.VersionManifest(learner.manifest(2)));
        learner.assertExact(assembler.advance(NOW).orElseThrow());
    }

    @Test
    void shouldActivateTheOlderOfTwoManifestsWhenOnlyThatIsComplete() {
        learner.learn(100).publish(1);
        int second = topic.partition(2).size();
        learner.learn(20).publish(2);
        topic.partition(0).forEach(record -> assembler.accept(0, record));
        topic.partition(1).forEach(record -> assembler.accept(1, record));
        topic.partition(2).subList(0, second).forEach(record -> assembler.accept(2, record));

        ServedModel model = assembler.advance(NOW).orElseThrow();

        assertThat(model.version()).isEqualTo(1);
        learner.assertExact(model);
        assertThat(assembler.status().reason()).contains("version 2");
    }

    @Test
    void shouldCountWhatWaitsForAManifest() {
        learner.learn(30).close(1);
        learner.send(1);
        readAll(assembler, 0);
        assertThat(assembler.status().waitingRecords()).isPositive();

        assembler.accept(0, new ModelRecord.VersionManifest(learner.manifest(1)));
        assertThat(assembler.status().waitingRecords()).isZero();
    }

    @Test
    void shouldForgetRowsThatAreGone() {
        RowKey item = learner.set(new RowKey(ITEMS, 7));
        learner.learn(30).publish(1);
        learner.end(item);
        learner.publish(2);

        ServedModel model = last(readAll(assembler, 0));

        assertThat(model.version()).isEqualTo(2);
        assertThat(model.row(ITEMS, 7)).isNull();
        learner.assertExact(model);
    }

    @Test
    void shouldGiveUpAVersionWithAMissingRowAndHealWhenTheRowIsSentAgain() {
        learner.learn(100).publish(1);
        RowKey key = learner.set(new RowKey(USERS, 3));
        learner.publish(2);
        List<ModelRecord> partition = topic.partition(learner.partition(TestingLearner.group(key)));
        partition.removeIf(r -> r instanceof ModelRecord.Row row && row.version() == 2);
        assertThat(versions(readAll(assembler, 0))).endsWith(1L);
        assertThat(assembler.status().reason()).contains("version 2", "digest");

        topic.clear();
        learner.publish(3);
        assertThat(readAll(assembler, 0)).isEmpty();
        assertThat(assembler.status().incomplete()).isEqualTo(1);

        topic.clear();
        learner.set(key);
        learner.publish(4);
        List<ServedModel> activated = readAll(assembler, 0);

        assertThat(versions(activated)).containsExactly(4L);
        learner.assertExact(last(activated));
    }

    @Test
    void shouldNotActivateCorruptedWeights() {
        learner.learn(100).publish(1);
        RowKey key = learner.set(new RowKey(ITEMS, 3));
        learner.publish(2);
        topic.partition(learner.partition(TestingLearner.group(key))).replaceAll(VersionAssemblerTest::flipLastBit);

        assertThat(versions(readAll(assembler, 0))).endsWith(1L);
        assertThat(assembler.status().reason()).contains("version 2", "digest");
    }

    @Test
    void shouldNotMindRecordsThatComeTwice() {
        learner.learn(100).publish(1);
        learner.learn(40).publish(2);
        learner.send(2);
        topic.append(0, new ModelRecord.VersionManifest(learner.manifest(2)));
        learner.learn(40).publish(3);
        for (int seed = 0; seed < 50; seed++) {
            VersionAssembler fresh = new VersionAssembler(TestingLayout::parse);
            List<ServedModel> activated = new ArrayList<>();
            topic.read(new Random(seed), (partition, record) -> {
                fresh.accept(partition, record);
                fresh.accept(partition, record);
                fresh.advance(NOW).ifPresent(activated::add);
            });

            activated.forEach(learner::assertExact);
            assertThat(versions(activated)).isSorted().doesNotHaveDuplicates().endsWith(3L);
            assertThat(fresh.status().manifests()).isEqualTo(3);
        }
    }

    @Test
    void shouldHealATruncatedVersionWhenARestoreSendsItAgain() {
        learner.learn(100).publish(1);
        learner.learn(60).close(2);
        learner.send(2, 0);
        learner.send(2, 1);
        assertThat(versions(readAll(assembler, 0))).containsExactly(1L);

        topic.clear();
        learner.send(2);
        topic.append(0, new ModelRecord.VersionManifest(learner.manifest(2)));
        List<ServedModel> activated = readAll(assembler, 1);

        assertThat(versions(activated)).containsExactly(2L);
        learner.assertExact(last(activated));
    }

    @Test
    void shouldNotBelieveAMarkThatComesBeforeItsRows() {
        learner.learn(100).publish(1);
        RowKey key = learner.set(new RowKey(USERS, 3));
        learner.publish(2);
        learner.learn(20).publish(3);
        List<ModelRecord> partition = topic.partition(learner.partition(TestingLearner.group(key)));
        ModelRecord row = partition.stream()
                .filter(r -> r instanceof ModelRecord.Row candidate && candidate.version() == 2)
                .findFirst()
                .orElseThrow();
        int mark = indexOfMark(partition, 2, TestingLearner.group(key));
        partition.remove(row);
        partition.add(mark, row);

        List<ServedModel> activated = readAll(assembler, 0);

        activated.forEach(learner::assertExact);
        assertThat(versions(activated)).doesNotContain(2L).endsWith(3L);
    }

    @Test
    void shouldKeepAHeldVersionBackAndSayWhy() {
        learner.learn(100).publish(1);
        learner.learn(20).close(2);
        learner.send(2);
        announce(2, manifest -> {
            manifest.setVerdict(Verdict.HELD);
            manifest.setReason("NE 1.4 where the frozen model has 0.9");
        });

        assertThat(versions(readAll(assembler, 0))).containsExactly(1L);
        assertThat(assembler.status().held()).isEqualTo(1);
        assertThat(assembler.status().newest()).isEqualTo(2);
        assertThat(assembler.status().active()).isEqualTo(1);
        assertThat(assembler.status().reason()).contains("version 2", "NE 1.4");

        topic.clear();
        learner.learn(20).publish(3);
        learner.assertExact(last(readAll(assembler, 0)));
        assertThat(assembler.status().reason()).isEmpty();
    }

    @Test
    void shouldRefuseAManifestWhoseSchemaHashIsWrong() {
        learner.learn(100).publish(1);
        learner.close(2);
        learner.send(2);
        announce(2, manifest -> manifest.setSchemaHash(5L));

        assertThat(versions(readAll(assembler, 0))).containsExactly(1L);
        assertThat(assembler.status().refused()).isEqualTo(1);
        assertThat(assembler.status().reason()).contains("version 2", "schema hash");
    }

    @Test
    void shouldNotActivateWhenTheTotalsContradictTheKeyGroups() {
        List<Consumer<Manifest>> lies = List.of(
                manifest -> manifest.setRows(manifest.getRows() + 1),
                manifest -> manifest.setDigest(manifest.getDigest() + 1),
                manifest -> manifest.setAppliedExamples(manifest.getAppliedExamples() - 1),
                manifest -> manifest.setAppliedDigest(0L));
        learner.learn(100).publish(1);
        for (int i = 0; i < lies.size(); i++) {
            learner.close(2 + i);
            learner.send(2 + i);
            announce(2 + i, lies.get(i));
        }

        assertThat(versions(readAll(assembler, 0))).containsExactly(1L);
        assertThat(assembler.status().incomplete()).isEqualTo(4);
        assertThat(assembler.status().reason()).contains("version 5", "add up");
    }

    @Test
    void shouldNeverGoBack() {
        learner.learn(100).publish(1);
        learner.learn(20).publish(2);
        readAll(assembler, 0);
        topic.clear();
        topic.append(0, new ModelRecord.VersionManifest(learner.manifest(1)));
        for (int group = 0; group < TestingLearner.KEY_GROUPS; group++) {
            topic.append(learner.partition(group), new ModelRecord.GroupEnd(learner.mark(1, group)));
        }

        assertThat(readAll(assembler, 0)).isEmpty();
        assertThat(assembler.status().active()).isEqualTo(2);
        topic.clear();
        learner.learn(20).publish(3);
        learner.assertExact(last(readAll(assembler, 0)));
    }

    @Test
    void shouldBootstrapFromACompactedTopic() {
        learner.learn(200).publish(1);
        for (int version = 2; version < 12; version++) {
            learner.learn(30).publish(version);
        }
        topic.compact(1);
        for (int seed = 0; seed < 50; seed++) {
            VersionAssembler fresh = new VersionAssembler(TestingLayout::parse);

            List<ServedModel> activated = readAll(fresh, seed);

            assertThat(versions(activated)).containsExactly(11L);
            learner.assertExact(last(activated));
            assertThat(fresh.status().incomplete()).isEqualTo(10);
        }
    }

    @Test
    void shouldWaitForTheNextVersionWhenCompactionHasTakenPartsOfThisOne() {
        learner.learn(200).publish(1);
        RowKey key = learner.set(new RowKey(USERS, 3));
        learner.close(2);
        learner.send(2, TestingLearner.group(key));
        topic.compact(1);
        assertThat(readAll(assembler, 0)).isEmpty();
        assertThat(assembler.status().reason()).contains("version 1");

        topic.clear();
        learner.send(2);
        topic.append(0, new ModelRecord.VersionManifest(learner.manifest(2)));

        learner.assertExact(last(readAll(assembler, 0)));
    }

    @Test
    void shouldCountAndSurviveRecordsThatDoNotFitTheLayout() {
        learner.learn(100).publish(1);
        topic.append(1, new ModelRecord.Row(LINEAGE, 2, 17, 1, new float[4]));
        topic.append(1, new ModelRecord.Row(LINEAGE, 2, -1, 1, new float[4]));
        topic.append(1, new ModelRecord.Row(LINEAGE, 2, ITEMS, 1, new float[3]));
        topic.append(1, new ModelRecord.RowTombstone(17, 1));
        topic.append(1, new ModelRecord.GroupEnd(new EndOfVersion(LINEAGE, 2L, 6, 0L, 0L, 0L, 0L)));
        topic.append(1, new ModelRecord.GroupEnd(new EndOfVersion(LINEAGE, 2L, -1, 0L, 0L, 0L, 0L)));
        learner.learn(20).publish(2);

        learner.assertExact(last(readAll(assembler, 0)));
        assertThat(assembler.status().rejectedRecords()).isEqualTo(5);
        assertThat(assembler.status().active()).isEqualTo(2);
    }

    @Test
    void shouldActivateTheNewestVersionAfterManyThatNobodyAnnounced() {
        int versions = 3 * KeyGroup.MAX_IN_FLIGHT;
        for (int version = 1; version <= versions; version++) {
            learner.learn(5).close(version);
            learner.send(version);
        }
        announce(versions, manifest -> {});

        List<ServedModel> activated = readAll(assembler, 0);

        assertThat(versions(activated)).containsExactly((long) versions);
        learner.assertExact(last(activated));
    }

    private static ModelRecord flipLastBit(ModelRecord record) {
        if (!(record instanceof ModelRecord.Row row) || row.version() != 2) {
            return record;
        }
        float[] weights = row.weights().clone();
        weights[0] = Float.intBitsToFloat(Float.floatToIntBits(weights[0]) ^ 1);
        return new ModelRecord.Row(row.lineage(), row.version(), row.table(), row.row(), weights);
    }

    private static int indexOfMark(List<ModelRecord> partition, long version, int group) {
        for (int i = 0; i < partition.size(); i++) {
            if (partition.get(i) instanceof ModelRecord.GroupEnd end
                    && end.mark().getVersion() == version
                    && end.mark().getKeyGroup() == group) {
                return i;
            }
        }
        throw new AssertionError("no such mark");
    }
}
