package io.millrace.pipeline.display;

import io.millrace.schemas.Evaluation;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.Verdict;
import io.millrace.serving.watch.VersionReport;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** One line that says how far things are, from what is known of the version in use. Everything in it is of one cut. */
public final class StatusLine {
    private final OptionalLong totalEvents;

    /** @param totalEvents events of the source, empty if it goes on for ever */
    public StatusLine(OptionalLong totalEvents) {
        this.totalEvents = totalEvents;
    }

    /**
     * @param report of the version in use
     * @param now milliseconds
     */
    public String of(VersionReport report, long now) {
        Manifest manifest = report.manifest();
        StringBuilder line = new StringBuilder();
        line.append("events ").append(grouped(report.events()));
        totalEvents.ifPresent(total -> line.append(" of ").append(grouped(total)));
        line.append(" (").append(grouped(Math.round(report.eventsPerSecond()))).append("/s)");
        line.append(" | learnt ").append(grouped(manifest.getAppliedExamples())).append(" examples");
        line.append(" | version ").append(manifest.getVersion());
        line.append(String.format(Locale.ROOT, " (%.1f s old)", (now - manifest.getCreatedAt()) / 1000.0));
        for (Evaluation evaluation : manifest.getEvaluations()) {
            append(line, evaluation);
        }
        return line.toString();
    }

    /** What to say of the newest version, if it is held. */
    public static Optional<String> ofHeld(Manifest manifest) {
        return manifest.getVerdict() == Verdict.HELD
                ? Optional.of("version " + manifest.getVersion() + " is held back: " + manifest.getReason())
                : Optional.empty();
    }

    private static void append(StringBuilder line, Evaluation evaluation) {
        Map<String, Double> measures = evaluation.getMeasures();
        line.append(" | ").append(evaluation.getTask());
        append(line, "NE", measures.get("ne"));
        append(line, "AUC", measures.get("auc"));
        append(line, "HR@10", measures.get("hr10"));
        append(line, "popularity", measures.get("popularityHr10"));
    }

    private static void append(StringBuilder line, String name, Double value) {
        if (value != null) {
            line.append(String.format(Locale.ROOT, " %s %.4f", name, value));
        }
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
