package io.millrace.serving.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serving.follow.AssemblyStatus;
import io.millrace.serving.follow.KeptVersions;
import io.millrace.serving.follow.ModelSwitch;
import io.millrace.serving.follow.VersionNotKeptException;
import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Refusal;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;
import io.millrace.serving.version.ServedModel;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * {@code GET /versions}: what can be served, what is, and why that is not the newest; {@code POST
 * /versions/{version}/serve} and {@code POST /versions/follow}, which change it and answer with the same.
 *
 * @param chosen where a version is chosen
 * @param assembly how far newer versions are
 */
public record VersionsEndpoint(Versions versions, ModelSwitch chosen, Supplier<AssemblyStatus> assembly)
        implements Endpoint {
    private static final String LINEAGE = "lineage";
    /** The digits of the longest lineage, and its sign. */
    private static final int LONGEST = 20;

    @Override
    public Response answer(Request request) {
        KeptVersions kept = chosen.kept();
        AssemblyStatus status = assembly.get();
        ObjectNode answer = kept.served().map(versions::answer).orElseGet(JsonNodeFactory.instance::objectNode);
        answer.put("pinned", kept.pinned().isPresent());
        ObjectNode newest = answer.putObject("newest");
        if (status.newest() != AssemblyStatus.NONE) {
            newest.put("version", status.newest());
            newest.put(LINEAGE, Long.toString(status.lineage()));
        }
        newest.put("reason", reason(kept, status));
        ArrayNode all = answer.putArray("kept");
        for (ServedModel model : kept.all()) {
            all.add(versions.answer(model)
                    .put("verified_at", model.activatedAt())
                    .put("rows", model.manifest().getRows())
                    .put("served", kept.served().orElseThrow() == model)
                    .put("lineage_ended", model.lineage() != status.lineage()));
        }
        return Response.json(200, answer);
    }

    /** Stays at the version of the path; {@code lineage} in the body is needed where two have its number. */
    Response serve(Request request) {
        Body body = Body.parse(request.body(), Set.of(LINEAGE));
        OptionalLong lineage = body.has(LINEAGE)
                ? OptionalLong.of(number(body.text(LINEAGE, LONGEST), LINEAGE))
                : OptionalLong.empty();
        try {
            chosen.serve(number(request.path().get("version"), "a version"), lineage);
        } catch (VersionNotKeptException e) {
            throw Refusal.unknown("unknown-version", e.getMessage());
        }
        return answer(request);
    }

    /** Goes to the version verified last, and on with those to come. */
    Response follow(Request request) {
        Body.parse(request.body(), Set.of());
        chosen.follow();
        return answer(request);
    }

    private static String reason(KeptVersions kept, AssemblyStatus status) {
        return kept.pinned()
                .filter(model -> status.reason().isEmpty() && model.version() != status.newest())
                .map(model -> "version " + model.version() + " is pinned")
                .orElse(status.reason());
    }

    private static long number(String text, String what) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw Refusal.bad("wrong-type", what + " is a whole number, not " + text);
        }
    }
}
