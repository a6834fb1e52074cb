package io.millrace.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.row.Digests;
import io.millrace.model.row.KeyGroups;
import io.millrace.model.row.OutOfVocabulary;
import io.millrace.model.row.TableNumbers;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.serving.version.ModelLayout;
import io.millrace.serving.version.ServedModel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A lineage whose tables have been in other places before. */
class RenumberedLineageTest {
    private static final int ITEMS_NUMBER = 7;
    private static final float[] WEIGHTS = {1, 2, 3, 4};

    private final TestingTopic topic = new TestingTopic(1);
    private final TestingLearner before = new TestingLearner(1, topic, 1);
    private final TestingLearner after = new TestingLearner(2, topic, 2);
    private final VersionAssembler assembler = new VersionAssembler(RenumberedLineageTest::layout);

    private static ModelLayout layout(String text) {
        ModelLayout layout = TestingLayout.parse(text);
        return new ModelLayout(
                layout.config(), layout.tables(), layout.items(), TableNumbers.of(List.of(0, ITEMS_NUMBER, 2)));
    }

    @Test
    void shouldVerifyByNumbersAndServeByIds() {
        int group = KeyGroups.of(ITEMS_NUMBER, 3, TestingLearner.KEY_GROUPS);
        before.close(1);
        Manifest manifest = before.manifest(1);
        long digest = Digests.contribution(ITEMS_NUMBER, 3, WEIGHTS, 4);
        manifest.setRows(1);
        manifest.setDigest(digest);
        accept(new ModelRecord.VersionManifest(manifest));
        accept(new ModelRecord.Row(1, 1, ITEMS_NUMBER, 3, WEIGHTS));
        accept(new ModelRecord.RowTombstone(1, 3));
        for (int g = 0; g < TestingLearner.KEY_GROUPS; g++) {
            EndOfVersion mark = before.mark(1, g);
            mark.setRows(g == group ? 1 : 0);
            mark.setDigest(g == group ? digest : 0);
            accept(new ModelRecord.GroupEnd(mark));
        }

        ServedModel model = assembler.advance(0).orElseThrow();

        assertThat(model.row(TestingLayout.ITEMS, 3)).isEqualTo(WEIGHTS);
        assertThat(model.items().size()).isEqualTo(1);
        assertThat(assembler.status().rejectedRecords()).isZero();
    }

    @Test
    void shouldRefuseRowsOfATableThatIsNotThere() {
        after.close(1);
        accept(new ModelRecord.VersionManifest(after.manifest(1)));
        accept(new ModelRecord.Row(2, 1, 1, 3, WEIGHTS));
        assertThat(assembler.status().rejectedRecords()).isEqualTo(1);
    }

    @Test
    void shouldLetTheStandInOfAKeyGroupServeForRowsThatAreNotThere() {
        int number = OutOfVocabulary.number(ITEMS_NUMBER);
        int group = KeyGroups.of(ITEMS_NUMBER, 3, TestingLearner.KEY_GROUPS);
        long standIn = OutOfVocabulary.row(number, group, TestingLearner.KEY_GROUPS);
        before.close(1);
        Manifest manifest = before.manifest(1);
        long digest = Digests.contribution(number, standIn, WEIGHTS, 4);
        manifest.setRows(1);
        manifest.setDigest(digest);
        accept(new ModelRecord.VersionManifest(manifest));
        accept(new ModelRecord.Row(1, 1, number, standIn, WEIGHTS));
        for (int g = 0; g < TestingLearner.KEY_GROUPS; g++) {
            EndOfVersion mark = before.mark(1, g);
            mark.setRows(g == group ? 1 : 0);
            mark.setDigest(g == group ? digest : 0);
            accept(new ModelRecord.GroupEnd(mark));
        }

        ServedModel model = assembler.advance(0).orElseThrow();

        assertThat(model.row(TestingLayout.ITEMS, 3)).isNull();
        assertThat(model.rowOrStandIn(TestingLayout.ITEMS, 3)).isEqualTo(WEIGHTS);
        long elsewhere = 0;
        while (KeyGroups.of(ITEMS_NUMBER, elsewhere, TestingLearner.KEY_GROUPS) == group) {
            elsewhere++;
        }
        assertThat(model.rowOrStandIn(TestingLayout.ITEMS, elsewhere)).startsWith(0, 0, 0, 0);
        assertThat(model.items().size()).isZero();
    }

    private void accept(ModelRecord record) {
        assembler.accept(0, record);
    }
}
