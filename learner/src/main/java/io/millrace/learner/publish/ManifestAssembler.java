package io.millrace.learner.publish;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Evaluation;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.schemas.id.Ids;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Puts a version's manifest together, from the marks of all its key groups and the reports of the operators that count;
 * both come ahead of the version's barrier, so that a manifest is of one cut.
 */
public final class ManifestAssembler {
    private final String model;
    private final int keyGroups;
    private final TreeMap<Long, Map<Integer, EndOfVersion>> marks = new TreeMap<>();
    private final TreeMap<Long, Map<String, CheckpointReport>> reports = new TreeMap<>();
    private long parent;

    /**
     * @param model the model's configuration as text
     * @param keyGroups number of key groups that make a version whole
     * @param parent the last version whose manifest was written, -1 for none
     */
    public ManifestAssembler(String model, int keyGroups, long parent) {
        this.model = model;
        this.keyGroups = keyGroups;
        this.parent = parent;
    }

    public long parent() {
        return parent;
    }

    /** Marks of versions that are not whole yet. */
    public List<EndOfVersion> waitingMarks() {
        return marks.values().stream().flatMap(m -> m.values().stream()).toList();
    }

    /** Reports whose version is not out yet. */
    public List<CheckpointReport> waitingReports() {
        return reports.values().stream().flatMap(m -> m.values().stream()).toList();
    }

    public void add(CheckpointReport report) {
        reports.computeIfAbsent(report.getCheckpoint(), v -> new TreeMap<>())
                .put(report.getOperator() + '#' + report.getSubtask(), report);
    }

    public void add(EndOfVersion mark) {
        marks.computeIfAbsent(mark.getVersion(), v -> new TreeMap<>()).put(mark.getKeyGroup(), mark);
    }

    /**
     * The manifests that may go out now that a checkpoint is complete: of every whole version up to it, oldest first. A
     * version that is not whole was overtaken, its own checkpoint having been aborted on the way, and is forgotten.
     *
     * @param now milliseconds, for {@code createdAt}
     */
    public List<Manifest> complete(long checkpoint, long now) {
        List<Manifest> manifests = new ArrayList<>();
        for (Map.Entry<Long, Map<Integer, EndOfVersion>> version :
                marks.headMap(checkpoint, true).entrySet()) {
            if (version.getValue().size() == keyGroups) {
                Manifest manifest =
                        assemble(version.getKey(), version.getValue().values());
                manifest.setCreatedAt(now);
                manifests.add(manifest);
                parent = version.getKey();
            }
        }
        marks.headMap(checkpoint, true).clear();
        reports.headMap(checkpoint, true).clear();
        return manifests;
    }

    private Manifest assemble(long version, Collection<EndOfVersion> ofVersion) {
        Manifest manifest = new Manifest();
        manifest.setVersion(version);
        manifest.setParent(parent);
        manifest.setKeyGroups(keyGroups);
        manifest.setModel(model);
        manifest.setSchemaHash(Ids.of(model));
        for (EndOfVersion mark : ofVersion) {
            manifest.setLineage(mark.getLineage());
            manifest.setRows(manifest.getRows() + mark.getRows());
            manifest.setDigest(manifest.getDigest() + mark.getDigest());
            manifest.setAppliedExamples(manifest.getAppliedExamples() + mark.getAppliedExamples());
            manifest.setAppliedDigest(manifest.getAppliedDigest() + mark.getAppliedDigest());
        }
        addReports(manifest, reports.getOrDefault(version, Map.of()).values());
        return manifest;
    }

    private static void addReports(Manifest manifest, Collection<CheckpointReport> ofOperators) {
        Map<String, Long> offsets = new TreeMap<>();
        Map<String, Long> counts = new TreeMap<>();
        List<Evaluation> evaluations = new ArrayList<>();
        List<Long> arrivals = new ArrayList<>();
        List<String> objections = new ArrayList<>();
        long watermark = Long.MAX_VALUE;
        for (CheckpointReport report : ofOperators) {
            report.getOffsets().forEach((partition, next) -> offsets.merge(partition, next, Math::max));
            report.getCounts().forEach((name, count) -> counts.merge(name, count, Long::sum));
            evaluations.addAll(report.getEvaluations());
            arrivals.addAll(report.getArrivals());
            if (!report.getObjection().isEmpty()) {
                objections.add(report.getObjection());
            }
            if (report.getWatermark() != Long.MIN_VALUE) {
                watermark = Math.min(watermark, report.getWatermark());
            }
        }
        manifest.setOffsets(offsets);
        manifest.setCounts(counts);
        manifest.setEvaluations(evaluations);
        manifest.setArrivals(arrivals);
        manifest.setVerdict(objections.isEmpty() ? Verdict.GOOD : Verdict.HELD);
        manifest.setReason(String.join("; ", objections));
        manifest.setWatermark(watermark == Long.MAX_VALUE ? Long.MIN_VALUE : watermark);
    }
}
