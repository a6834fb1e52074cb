package io.millrace.serving.watch;

import io.millrace.schemas.Evaluation;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.serving.version.TestingModels;
import java.util.List;
import java.util.Map;

/** Manifests of lineage 1. */
public final class TestingManifests {
    private TestingManifests() {}

    /** @param createdAt milliseconds */
    public static Manifest good(long version, long createdAt, long events) {
        Evaluation evaluation =
                new Evaluation("hstu/click", 0L, 1L, true, 1_000L, Map.of("ne", 0.912345678, "auc", Double.NaN));
        return Manifest.newBuilder(TestingModels.version(version).manifest())
                .setCreatedAt(createdAt)
                .setCounts(Map.of("events", events))
                .setEvaluations(List.of(evaluation))
                .setAppliedExamples(events / 2)
                .build();
    }

    public static Manifest held(long version, long createdAt, String reason) {
        return Manifest.newBuilder(good(version, createdAt, 0))
                .setVerdict(Verdict.HELD)
                .setReason(reason)
                .build();
    }
}
