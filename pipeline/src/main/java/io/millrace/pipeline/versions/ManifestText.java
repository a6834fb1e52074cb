package io.millrace.pipeline.versions;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.Evaluation;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Manifests for people, and for programs. */
public final class ManifestText {
    private ManifestText() {}

    /** A line for each, under a heading. */
    public static String table(List<Manifest> manifests) {
        if (manifests.isEmpty()) {
            return "no version has been published";
        }
        StringJoiner lines = new StringJoiner("\n");
        lines.add(String.format(
                "%-10s %-16s %-24s %-7s %12s %14s  %s",
                "version", "lineage", "written", "verdict", "rows", "examples", "measures, or why it is held"));
        for (Manifest manifest : manifests) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-10d %016x %-24s %-7s %,12d %,14d  %s",
                    manifest.getVersion(),
                    manifest.getLineage(),
                    Instant.ofEpochMilli(manifest.getCreatedAt()),
                    manifest.getVerdict().name().toLowerCase(Locale.ROOT),
                    manifest.getRows(),
                    manifest.getAppliedExamples(),
                    manifest.getVerdict() == Verdict.HELD ? manifest.getReason() : measures(manifest)));
        }
        return lines.toString();
    }

    private static String measures(Manifest manifest) {
        StringJoiner tasks = new StringJoiner(", ");
        for (Evaluation evaluation : manifest.getEvaluations()) {
            Map<String, Double> measures = evaluation.getMeasures();
            String name = measures.containsKey("hr10") ? "hr10" : "ne";
            if (measures.containsKey(name)) {
                tasks.add(String.format(
                        Locale.ROOT,
                        "%s %s %.4f",
                        evaluation.getTask(),
                        name.toUpperCase(Locale.ROOT),
                        measures.get(name)));
            }
        }
        return tasks.toString();
    }

    /** A manifest as one JSON object; numbers of 64 bits that mean nothing by their size are in hexadecimal. */
    public static ObjectNode json(Manifest manifest) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("version", manifest.getVersion())
                .put("parent", manifest.getParent())
                .put("lineage", hex(manifest.getLineage()))
                .put("createdAt", time(manifest.getCreatedAt()))
                .put("verdict", manifest.getVerdict().name())
                .put("reason", manifest.getReason())
                .put("keyGroups", manifest.getKeyGroups())
                .put("partitions", manifest.getPartitions())
                .put("schemaHash", hex(manifest.getSchemaHash()))
                .put("rows", manifest.getRows())
                .put("digest", hex(manifest.getDigest()))
                .put("appliedExamples", manifest.getAppliedExamples())
                .put("appliedDigest", hex(manifest.getAppliedDigest()))
                .put("watermark", manifest.getWatermark() == Long.MIN_VALUE ? null : time(manifest.getWatermark()));
        new TreeMap<>(manifest.getOffsets()).forEach(node.putObject("offsets")::put);
        new TreeMap<>(manifest.getCounts()).forEach(node.putObject("counts")::put);
        ArrayNode evaluations = node.putArray("evaluations");
        for (Evaluation evaluation : manifest.getEvaluations()) {
            ObjectNode one =
                    evaluations.addObject().put("task", evaluation.getTask()).put("count", evaluation.getCount());
            new TreeMap<>(evaluation.getMeasures()).forEach(one::put);
        }
        node.put("model", manifest.getModel());
        return node;
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    private static String hex(long number) {
        return String.format("%016x", number);
    }
}
