package io.millrace.pipeline.display;

import io.millrace.schemas.Evaluation;
import io.millrace.schemas.Manifest;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a version has come to, in full. */
public final class Summary {
    private Summary() {}

    public static void print(Manifest manifest, Freshness freshness, PrintStream out) {
        Map<String, Long> counts = manifest.getCounts();
        out.printf(
                Locale.ROOT,
                "version %d of lineage %016x, digest %016x, %,d rows%n",
                manifest.getVersion(),
                manifest.getLineage(),
                manifest.getDigest(),
                manifest.getRows());
        out.printf(
                Locale.ROOT,
                "  applied %,d examples, digest %016x%n",
                manifest.getAppliedExamples(),
                manifest.getAppliedDigest());
        long in = counts.getOrDefault("events", 0L);
        long kept = counts.getOrDefault("kept", 0L);
        long buffered = counts.getOrDefault("buffered", 0L);
        long duplicates = counts.getOrDefault("duplicates", 0L);
        long deadLetters = counts.getOrDefault("deadLetters", 0L);
        out.printf(
                Locale.ROOT,
                "  events %,d = histories %,d + waiting %,d + duplicates %,d + dead letters %,d%s%n",
                in,
                kept,
                buffered,
                duplicates,
                deadLetters,
                in == kept + buffered + duplicates + deadLetters ? "" : "  DOES NOT ADD UP");
        out.println("  " + new TreeMap<>(counts));
        for (Evaluation evaluation : manifest.getEvaluations()) {
            out.printf(Locale.ROOT, "  %-16s %,9d judged", evaluation.getTask(), evaluation.getCount());
            new TreeMap<>(evaluation.getMeasures())
                    .forEach((name, value) -> out.printf(Locale.ROOT, "  %s %.4f", name, value));
            out.println();
        }
        freshness
                .quantile(0.5)
                .ifPresent(median -> out.printf(
                        Locale.ROOT,
                        "  arrival to activated version: p50 %.2f s, p99 %.2f s%n",
                        median / 1000.0,
                        freshness.quantile(0.99).getAsLong() / 1000.0));
    }
}
