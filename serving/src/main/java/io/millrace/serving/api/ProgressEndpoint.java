package io.millrace.serving.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.schemas.Evaluation;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.serving.follow.AssemblyStatus;
import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Refusal;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;
import io.millrace.serving.watch.VersionLog;
import io.millrace.serving.watch.VersionReport;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/**
 * {@code GET /progress} and {@code GET /progress/{versions}}: what the version in use is, and for all versions that are
 * remembered, or the newest so many, what they had learnt, how well they predict, and how soon they were in use.
 *
 * @param assembly how far newer versions are
 * @param users how many users' sequences are held
 * @param checkpointMillis how long the checkpoint of a version took, where that is known
 */
public record ProgressEndpoint(
        Versions versions,
        VersionLog log,
        Supplier<AssemblyStatus> assembly,
        IntSupplier users,
        Supplier<Map<Long, Long>> checkpointMillis)
        implements Endpoint {
    @Override
    public Response answer(Request request) {
        ObjectNode answer = versions.current()
                .get()
                .map(model -> versions.answer(model).put("items", model.items().size()))
                .orElseGet(JsonNodeFactory.instance::objectNode);
        answer.put("now", versions.clock().millis());
        answer.put("ready", versions.isReady());
        answer.put("users", users.getAsInt());
        answer.put("reason", assembly.get().reason());
        ArrayNode all = answer.putArray("versions");
        Map<Long, Long> checkpoints = checkpointMillis.get();
        for (VersionReport report : log.newest(wanted(request))) {
            add(all.addObject(), report, checkpoints);
        }
        return Response.json(200, answer);
    }

    private static int wanted(Request request) {
        String wanted = request.path().get("versions");
        if (wanted == null) {
            return Integer.MAX_VALUE;
        }
        if (!wanted.matches("[1-9]\\d{0,8}")) {
            throw Refusal.bad("out-of-range", "how many versions is a number from 1 on, not " + wanted);
        }
        return Integer.parseInt(wanted);
    }

    private static void add(ObjectNode node, VersionReport report, Map<Long, Long> checkpoints) {
        Manifest manifest = report.manifest();
        node.put("version", manifest.getVersion());
        node.put("lineage", Long.toString(manifest.getLineage()));
        node.put("created_at", manifest.getCreatedAt());
        node.put("verdict", manifest.getVerdict() == Verdict.HELD ? "held" : "good");
        node.put("reason", manifest.getReason());
        node.put("events", report.events());
        node.put("events_per_second", rounded(report.eventsPerSecond()));
        node.put("examples", manifest.getAppliedExamples());
        node.put("rows", manifest.getRows());
        put(node, "activated_at", report.activatedAt());
        put(node, "freshness_p50_ms", report.freshness(0.5));
        put(node, "freshness_p99_ms", report.freshness(0.99));
        Long checkpoint = checkpoints.get(manifest.getVersion());
        if (checkpoint != null) {
            node.put("checkpoint_ms", checkpoint);
        }
        add(node.putObject("evaluations"), manifest.getEvaluations());
    }

    private static void add(ObjectNode node, List<Evaluation> evaluations) {
        for (Evaluation evaluation : evaluations) {
            ObjectNode task = node.putObject(evaluation.getTask()).put("count", evaluation.getCount());
            new TreeMap<>(evaluation.getMeasures()).forEach((name, value) -> {
                if (Double.isFinite(value)) {
                    task.put(name, Math.round(value * 1e5) / 1e5);
                }
            });
        }
    }

    private static void put(ObjectNode node, String name, OptionalLong value) {
        if (value.isPresent()) {
            node.put(name, value.getAsLong());
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
