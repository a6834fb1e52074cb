package io.millrace.benchmarks.peers;

import io.millrace.benchmarks.sidebyside.Spread;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Results for people and for programs. */
final class Report {
    private static final CSVFormat CSV = CSVFormat.DEFAULT
            .builder()
            .setHeader(
                    "workload",
                    "side",
                    "form",
                    "threads",
                    "unit",
                    "rate",
                    "rate_min",
                    "rate_max",
                    "gflops",
                    "peak_share",
                    "ratio",
                    "ratio_min",
                    "ratio_max")
            .setRecordSeparator('\n')
            .get();

    private Report() {}

    /** A Markdown table. The ratio is as in {@link Result}. */
    static String table(List<Result> results) {
        StringBuilder table = new StringBuilder();
        table.append(row("configuration", "side", "threads", "units a second", "GFLOP/s", "of the peak", "ratio"));
        table.append(row("---", "---", "---:", "---:", "---:", "---:", "---:"));
        for (Result result : results) {
            Side side = result.side();
            table.append(row(
                    result.workload(),
                    side.form().isEmpty() ? side.label() : side.label() + ": " + side.form(),
                    String.valueOf(side.threads()),
                    format("%,.0f %s", result.rate().median(), result.unit()),
                    format("%.1f", result.gflops()),
                    format("%.0f %%", 100 * result.share()),
                    ratio(result.ratio())));
        }
        return table.toString();
    }

    private static String row(String... cells) {
        return format("| %-13s | %-62s | %7s | %17s | %7s | %11s | %21s |%n", (Object[]) cells);
    }

    private static String ratio(Spread ratio) {
        return ratio == null ? "" : format("x%.2f (%.2f..%.2f)", ratio.median(), ratio.least(), ratio.most());
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** One line a result; a ratio that there is not is empty. */
    static void writeCsv(Path file, List<Result> results) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file);
                CSVPrinter csv = new CSVPrinter(writer, CSV)) {
            for (Result result : results) {
                Side side = result.side();
                Spread rate = result.rate();
                Spread ratio = result.ratio();
                csv.printRecord(
                        result.workload(),
                        side.label(),
                        side.form(),
                        side.threads(),
                        result.unit(),
                        rate.median(),
                        rate.least(),
                        rate.most(),
                        result.gflops(),
                        result.share(),
                        ratio == null ? "" : ratio.median(),
                        ratio == null ? "" : ratio.least(),
                        ratio == null ? "" : ratio.most());
            }
        }
    }
}
