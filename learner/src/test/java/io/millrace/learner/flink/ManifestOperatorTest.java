package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.TestExamples;
import io.millrace.learner.publish.InMemoryModelLog;
import io.millrace.model.Encoder;
import io.millrace.model.ModelConfig;
import io.millrace.model.PublishedModel;
import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.streaming.util.TwoInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class ManifestOperatorTest {
    private static final int KEY_GROUPS = 2;
    private static final long LINEAGE = 1;
    private static final long NEXT_LINEAGE = 2;

    private final ModelRecordCodec codec = new ModelRecordCodec();
    private final ModelConfig model = TestExamples.tinyModel();
    private final ModelConfig other = model.with(Encoder.SASREC, model.ranker());

    private static TwoInputStreamOperatorTestHarness<EndOfVersion, CheckpointReport, Void> operator(
            ModelConfig model, String log) throws Exception {
        return operator(model, "", log);
    }

    private static TwoInputStreamOperatorTestHarness<EndOfVersion, CheckpointReport, Void> operator(
            ModelConfig model, String rollback, String log) throws Exception {
        return new TwoInputStreamOperatorTestHarness<>(
                new ManifestOperator(model, rollback, KEY_GROUPS, () -> InMemoryModelLog.named(log)));
    }

    private static void mark(
            TwoInputStreamOperatorTestHarness<EndOfVersion, CheckpointReport, Void> operator,
            long lineage,
            long version)
            throws Exception {
        for (int keyGroup = 0; keyGroup < KEY_GROUPS; keyGroup++) {
            operator.processElement1(new EndOfVersion(lineage, version, keyGroup, 0L, 0L, 0L, 0L), 0);
        }
    }

    private List<Manifest> manifests(String log) throws Exception {
        List<Manifest> manifests = new ArrayList<>();
        for (InMemoryModelLog.Entry entry : InMemoryModelLog.named(log).records()) {
            manifests.add(((ModelRecord.VersionManifest) codec.decode(entry.key(), entry.value())).manifest());
        }
        return manifests;
    }

    @Test
    void shouldWriteAgainWhatWasRestoredAsOfTheModelThatItWasCutFrom() throws Exception {
        var before = operator(model, "manifests-before");
        before.open();
        mark(before, LINEAGE, 5);
        OperatorSubtaskState state = before.snapshot(5, 0);
        before.close();
        var after = operator(other, "manifests-after");
        after.setRestoredCheckpointId(5);
        after.initializeState(state);
        after.open();
        mark(after, NEXT_LINEAGE, 6);
        after.snapshot(6, 0);
        after.notifyOfCompletedCheckpoint(6);
        after.close();

        List<Manifest> manifests = manifests("manifests-after");
        assertThat(manifests).extracting(Manifest::getVersion).containsExactly(5L, 6L);
        assertThat(manifests).extracting(Manifest::getLineage).containsExactly(LINEAGE, NEXT_LINEAGE);
        assertThat(manifests.get(1).getParent()).isEqualTo(5);
        assertThat(PublishedModel.parse(manifests.get(0).getModel()).config()).isEqualTo(model);
        assertThat(PublishedModel.parse(manifests.get(1).getModel()).config()).isEqualTo(other);
    }

    @Test
    void shouldWriteNothingAgainAfterARollback() throws Exception {
        var before = operator(model, "manifests-given-up");
        before.open();
        mark(before, LINEAGE, 5);
        OperatorSubtaskState state = before.snapshot(5, 0);
        before.close();
        var after = operator(model, "to 5", "manifests-rolled-back");
        after.setRestoredCheckpointId(5);
        after.initializeState(state);
        after.open();
        mark(after, NEXT_LINEAGE, 6);
        after.snapshot(6, 0);
        after.notifyOfCompletedCheckpoint(6);
        after.close();

        assertThat(manifests("manifests-rolled-back")).singleElement().satisfies(manifest -> {
            assertThat(manifest.getVersion()).isEqualTo(6);
            assertThat(manifest.getParent()).isEqualTo(5);
        });
    }

    private OperatorSubtaskState goOn(String rollback, int partitions, OperatorSubtaskState from) throws Exception {
        InMemoryModelLog.named("partitions").repartition(partitions);
        var operator = operator(model, rollback, "partitions");
        if (from != null) {
            operator.initializeState(from);
        }
        try {
            operator.open();
            return operator.snapshot(1, 0);
        } finally {
            operator.close();
        }
    }

    /** Key groups would change partitions, in which followers rely on their order. */
    @Test
    void shouldRefuseATopicOfAnotherNumberOfPartitionsUnlessALineageBegins() throws Exception {
        OperatorSubtaskState four = goOn("", 4, null);
        goOn("", 4, four);
        assertThatThrownBy(() -> goOn("", 6, four))
                .isInstanceOf(SuppressRestartsException.class)
                .hasRootCauseMessage("the model topic has 6 partitions, and the versions so far were published into 4:"
                        + " publish to a topic with 4, or begin a lineage, which publishes everything again, with a name"
                        + " for learner.rollback that was not used before");
        OperatorSubtaskState six = goOn("more partitions", 6, four);
        goOn("more partitions", 6, six);
        goOn("", 6, six);
        assertThatThrownBy(() -> goOn("more partitions", 4, six)).isInstanceOf(SuppressRestartsException.class);
    }
}
