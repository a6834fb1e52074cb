package io.millrace.learner.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.schemas.id.Ids;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ManifestAssemblerTest {
    private final ManifestAssembler assembler = new ManifestAssembler("width=4", 2, -1);

    private static EndOfVersion mark(long version, int keyGroup) {
        return new EndOfVersion(99L, version, keyGroup, 10L + keyGroup, 100L, 7L, 70L);
    }

    private static CheckpointReport report(long version, String operator, int subtask, Map<String, Long> counts) {
        return new CheckpointReport(
                version,
                operator,
                subtask,
                2,
                counts,
                Map.of("events-" + subtask, 5L),
                1000L + subtask,
                List.of(),
                List.of(3L),
                "");
    }

    @Test
    void shouldWriteAManifestOfAllKeyGroupsAndReports() {
        assembler.add(report(1, "intake", 0, Map.of("events", 3L)));
        assembler.add(report(1, "intake", 1, Map.of("events", 4L)));
        assembler.add(mark(1, 0));
        assembler.add(mark(1, 1));
        assertThat(assembler.complete(0, 50)).isEmpty();
        Manifest manifest = onlyOf(assembler.complete(1, 60));
        assertThat(manifest.getVersion()).isEqualTo(1);
        assertThat(manifest.getLineage()).isEqualTo(99);
        assertThat(manifest.getParent()).isEqualTo(-1);
        assertThat(manifest.getRows()).isEqualTo(21);
        assertThat(manifest.getDigest()).isEqualTo(200);
        assertThat(manifest.getAppliedExamples()).isEqualTo(14);
        assertThat(manifest.getAppliedDigest()).isEqualTo(140);
        assertThat(manifest.getCounts()).containsEntry("events", 7L);
        assertThat(manifest.getOffsets()).containsEntry("events-0", 5L).containsEntry("events-1", 5L);
        assertThat(manifest.getWatermark()).isEqualTo(1000);
        assertThat(manifest.getArrivals()).containsExactly(3L, 3L);
        assertThat(manifest.getSchemaHash()).isEqualTo(Ids.of("width=4"));
        assertThat(manifest.getVerdict()).isEqualTo(Verdict.GOOD);
        assertThat(manifest.getCreatedAt()).isEqualTo(60);
        assertThat(assembler.complete(1, 70)).isEmpty();
    }

    @Test
    void shouldNameTheLastWholeVersionAsParentAndForgetOvertakenOnes() {
        addWhole(1);
        assembler.complete(1, 0);
        assembler.add(mark(2, 0));
        assembler.add(report(2, "intake", 0, Map.of()));
        addWhole(3);
        assertThat(onlyOf(assembler.complete(3, 0)).getParent()).isEqualTo(1);
        assertThat(assembler.waitingMarks()).isEmpty();
        assertThat(assembler.waitingReports()).isEmpty();
        assertThat(assembler.parent()).isEqualTo(3);
    }

    @Test
    void shouldWriteAWholeVersionWhoseNoticeWasMissedWithTheNext() {
        addWhole(1);
        addWhole(2);
        assertThat(assembler.complete(2, 0))
                .extracting(Manifest::getVersion, Manifest::getParent)
                .containsExactly(tuple(1L, -1L), tuple(2L, 1L));
    }

    @Test
    void shouldKeepWhatIsNotCompleteYet() {
        addWhole(1);
        addWhole(2);
        assembler.complete(1, 0);
        assertThat(assembler.waitingMarks())
                .extracting(EndOfVersion::getVersion)
                .containsOnly(2L);
    }

    private void addWhole(long version) {
        assembler.add(mark(version, 0));
        assembler.add(mark(version, 1));
    }

    private static Manifest onlyOf(List<Manifest> manifests) {
        assertThat(manifests).hasSize(1);
        return manifests.get(0);
    }
}
