package io.millrace.pipeline.cli;

import io.millrace.pipeline.deadletter.Selection;
import java.time.Instant;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which dead letters are meant. */
final class SelectionOptions {
    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only letters with this reason, such as unknown-schema. May be repeated.")
    private Set<String> reasons = Set.of();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only records that reached the broker then or later, as 2026-01-01T00:00:00Z.")
    private Instant since;

    @Option(names = "--until", paramLabel = "TIME", description = "Only records that reached the broker before.")
    private Instant until;

    @Option(names = "--partition", paramLabel = "N", description = "Only records of this partition.")
    private Integer partition;

    @Option(names = "--from-offset", paramLabel = "N", description = "Only records with this offset or a larger one.")
    private Long fromOffset;

    @Option(names = "--to-offset", paramLabel = "N", description = "Only records with this offset or a smaller one.")
    private Long toOffset;

    Selection selection() {
        return new Selection(reasons, since, until, partition, fromOffset, toOffset);
    }
}
