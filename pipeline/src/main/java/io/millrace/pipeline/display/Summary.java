package io.millrace.pipeline.display;

import io.millrace.pipeline.dataset.BadLines;
import io.millrace.schemas.Evaluation;
import io.millrace.schemas.Manifest;
import io.millrace.serving.follow.AssemblyStatus;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What a run has come to, in full. */
public final class Summary {
    private final PrintStream out;

    public Summary(PrintStream out) {
        this.out = out;
    }

    /** The version, what it has learnt, and whether every event is accounted for. */
    public void version(Manifest manifest) {
        line(
                "version %d of lineage %016x, digest %016x, %,d rows",
                manifest.getVersion(), manifest.getLineage(), manifest.getDigest(), manifest.getRows());
        line("  applied %,d examples, digest %016x", manifest.getAppliedExamples(), manifest.getAppliedDigest());
        accounting(manifest.getCounts());
        manifest.getEvaluations().forEach(this::evaluation);
    }

    private void accounting(Map<String, Long> counts) {
        long in = counts.getOrDefault("events", 0L);
        long kept = counts.getOrDefault("kept", 0L);
        long buffered = counts.getOrDefault("buffered", 0L);
        long duplicates = counts.getOrDefault("duplicates", 0L);
        long deadLetters = counts.getOrDefault("deadLetters", 0L);
        long erased = counts.getOrDefault("erasedLate", 0L);
        line(
                "  events %,d = histories %,d + waiting %,d + duplicates %,d + dead letters %,d + erased %,d%s",
                in,
                kept,
                buffered,
                duplicates,
                deadLetters,
                erased,
                in == kept + buffered + duplicates + deadLetters + erased ? "" : "  DOES NOT ADD UP");
        line("  %s", new TreeMap<>(counts));
    }

    private void evaluation(Evaluation evaluation) {
        StringBuilder measures = new StringBuilder();
        new TreeMap<>(evaluation.getMeasures())
                .forEach((name, value) -> measures.append(String.format(Locale.ROOT, "  %s %.4f", name, value)));
        line("  %-16s %,9d judged%s", evaluation.getTask(), evaluation.getCount(), measures);
    }

    /** What the follower made of the versions. */
    public void versions(AssemblyStatus status) {
        line(
                "  versions: %,d published, %,d activated, %,d held, %,d refused, %,d incomplete%s",
                status.manifests(),
                status.activated(),
                status.held(),
                status.refused(),
                status.incomplete(),
                status.reason().isEmpty() ? "" : "; the newest is not in use: " + status.reason());
    }

    /** Time from an event's arrival to the first version in use that has learnt it. */
    public void freshness(Freshness freshness) {
        freshness
                .quantile(0.5)
                .ifPresent(median -> line(
                        "  arrival to activated version: p50 %.2f s, p99 %.2f s",
                        median / 1000.0, freshness.quantile(0.99).getAsLong() / 1000.0));
    }

    /** Lines of the source that did not parse. */
    public void badLines(BadLines lines) {
        line("  lines that are no events: %,d", lines.count());
        for (BadLines.BadLine bad : lines.first()) {
            line("    line %,d: %s", bad.number(), bad.reason());
        }
    }

    private void line(String format, Object... values) {
        out.printf(Locale.ROOT, format + "%n", values);
    }
}
