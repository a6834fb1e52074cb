package io.millrace.learner.publish;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Evaluation;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.schemas.id.Ids;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Puts a version's manifest together: from the marks of all its key groups, which come once they are durable, and from
 * the reports of the operators that count, which came ahead of the version's barrier.
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

    /**
     * Adds a key group's mark.
     *
     * @param now milliseconds, for {@code createdAt}
     * @return the manifest, if this mark makes the version whole
     */
    public Optional<Manifest> add(EndOfVersion mark, long now) {
        long version = mark.getVersion();
        Map<Integer, EndOfVersion> ofVersion = marks.computeIfAbsent(version, v -> new HashMap<>());
        ofVersion.put(mark.getKeyGroup(), mark);
        if (ofVersion.size() < keyGroups) {
            return Optional.empty();
        }
        Manifest manifest = assemble(
                mark.getLineage(),
                version,
                ofVersion.values(),
                reports.getOrDefault(version, Map.of()).values());
        manifest.setCreatedAt(now);
        parent = version;
        // A version that is older and still not whole was overtaken: its checkpoint was aborted on the way.
        marks.headMap(version, true).clear();
        reports.headMap(version, true).clear();
        return Optional.of(manifest);
    }

    private Manifest assemble(
            long lineage, long version, Collection<EndOfVersion> ofVersion, Collection<CheckpointReport> ofOperators) {
        Manifest manifest = new Manifest();
        manifest.setLineage(lineage);
        manifest.setVersion(version);
        manifest.setParent(parent);
        manifest.setKeyGroups(keyGroups);
        manifest.setModel(model);
        manifest.setSchemaHash(Ids.of(model));
        manifest.setVerdict(Verdict.GOOD);
        manifest.setReason("");
        for (EndOfVersion mark : ofVersion) {
            manifest.setRows(manifest.getRows() + mark.getRows());
            manifest.setDigest(manifest.getDigest() + mark.getDigest());
            manifest.setAppliedExamples(manifest.getAppliedExamples() + mark.getAppliedExamples());
            manifest.setAppliedDigest(manifest.getAppliedDigest() + mark.getAppliedDigest());
        }
        addReports(manifest, ofOperators);
        return manifest;
    }

    private static void addReports(Manifest manifest, Collection<CheckpointReport> ofOperators) {
        Map<String, Long> offsets = new TreeMap<>();
        Map<String, Long> counts = new TreeMap<>();
        List<Evaluation> evaluations = new ArrayList<>();
        List<Long> arrivals = new ArrayList<>();
        long watermark = Long.MIN_VALUE;
        for (CheckpointReport report : ofOperators) {
            report.getOffsets().forEach((partition, next) -> offsets.merge(partition, next, Math::max));
            report.getCounts().forEach((name, count) -> counts.merge(name, count, Long::sum));
            evaluations.addAll(report.getEvaluations());
            arrivals.addAll(report.getArrivals());
            watermark = Math.max(watermark, report.getWatermark());
        }
        manifest.setOffsets(offsets);
        manifest.setCounts(counts);
        manifest.setEvaluations(evaluations);
        manifest.setArrivals(arrivals);
        manifest.setWatermark(watermark);
    }
}
