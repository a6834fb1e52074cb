package io.millrace.benchmarks.sequences;

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
final class SequenceReport {
    private static final CSVFormat CSV = CSVFormat.DEFAULT
            .builder()
            .setHeader(
                    "users",
                    "events_per_user",
                    "skew",
                    "job",
                    "rate",
                    "rate_min",
                    "rate_max",
                    "of_ceiling",
                    "of_ceiling_min",
                    "of_ceiling_max",
                    "times_naive",
                    "times_naive_min",
                    "times_naive_max",
                    "times_naive_records",
                    "times_naive_records_min",
                    "times_naive_records_max",
                    "cpu_micros_per_event",
                    "drain_seconds",
                    "outputs_per_event",
                    "written_per_event",
                    "read_per_event",
                    "compacted_per_event")
            .setRecordSeparator('\n')
            .get();

    private SequenceReport() {}

    /** A Markdown table: median and, in brackets, least and most. Bytes are RocksDB's. */
    static String table(List<SequenceResult> results) {
        StringBuilder table = new StringBuilder();
        table.append(row(
                "users",
                "events each",
                "job",
                "events/s",
                "of the ceiling",
                "times naive",
                "times naive-records",
                "CPU us/event",
                "drain, s",
                "outputs/event",
                "B written",
                "B read",
                "B compacted"));
        table.append("|---:|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        for (SequenceResult result : results) {
            table.append(row(
                    format("%,d", result.traffic().users()),
                    format("%,d", result.traffic().eventsPerUser()),
                    result.kind().label(),
                    spread("%,.0f", result.rate()),
                    spread("%.2f", result.ofCeiling()),
                    spread("%.2f", result.timesNaive()),
                    spread("%.2f", result.timesNaiveRecords()),
                    format("%.1f", result.cpuMicros()),
                    format("%.1f", result.drainSeconds()),
                    format("%.2f", result.outputs()),
                    format("%,.0f", result.written()),
                    format("%,.0f", result.read()),
                    format("%,.0f", result.compacted())));
        }
        return table.toString();
    }

    private static String row(String... cells) {
        return format(
                "| %9s | %11s | %-14s | %27s | %18s | %19s | %19s | %12s | %8s | %13s | %9s | %9s | %11s |%n",
                (Object[]) cells);
    }

    private static String spread(String format, Spread spread) {
        return spread == null
                ? ""
                : format(format + " (" + format + ".." + format + ")", spread.median(), spread.least(), spread.most());
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** One line a result; a ratio that there is not is empty. */
    static void writeCsv(Path file, List<SequenceResult> results) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file);
                CSVPrinter csv = new CSVPrinter(writer, CSV)) {
            for (SequenceResult result : results) {
                csv.print(result.traffic().users());
                csv.print(result.traffic().eventsPerUser());
                csv.print(result.traffic().skew());
                csv.print(result.kind().label());
                print(csv, result.rate());
                print(csv, result.ofCeiling());
                print(csv, result.timesNaive());
                print(csv, result.timesNaiveRecords());
                csv.printRecord(
                        result.cpuMicros(),
                        result.drainSeconds(),
                        result.outputs(),
                        result.written(),
                        result.read(),
                        result.compacted());
            }
        }
    }

    private static void print(CSVPrinter csv, Spread spread) throws IOException {
        csv.print(spread == null ? "" : spread.median());
        csv.print(spread == null ? "" : spread.least());
        csv.print(spread == null ? "" : spread.most());
    }
}
