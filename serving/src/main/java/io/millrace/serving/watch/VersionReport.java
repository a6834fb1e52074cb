package io.millrace.serving.watch;

import io.millrace.schemas.Manifest;
import io.millrace.serving.follow.Activation;
import java.util.List;
import java.util.OptionalLong;

/**
 * What is known of one version.
 *
 * @param manifest what it says of itself; read only
 * @param eventsPerSecond since the version before it of the same lineage; 0 for the first that was seen
 * @param activatedAt when it came into use here, milliseconds; empty if it did not
 * @param freshness milliseconds from the arrival of an event to its being learnt and in use, for a sample of those that
 *     this version is the first to have learnt, ascending
 */
public record VersionReport(Manifest manifest, double eventsPerSecond, OptionalLong activatedAt, List<Long> freshness) {
    static VersionReport of(Manifest manifest, double eventsPerSecond) {
        return new VersionReport(manifest, eventsPerSecond, OptionalLong.empty(), List.of());
    }

    /** Of events that waited for this process to start, the freshness says nothing: {@code since} is its start. */
    VersionReport with(Activation activation, long since) {
        return new VersionReport(
                manifest,
                eventsPerSecond,
                OptionalLong.of(activation.activatedAtMillis()),
                activation.freshnessMillis().stream()
                        .filter(age -> activation.activatedAtMillis() - age >= since)
                        .sorted()
                        .toList());
    }

    /** Events taken in since the birth of the model. */
    public long events() {
        return manifest.getCounts().getOrDefault("events", 0L);
    }

    /** The q-quantile of the freshness, milliseconds, by nearest rank. */
    public OptionalLong freshness(double q) {
        return freshness.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(freshness.get((int) Math.min(freshness.size() - 1.0, q * freshness.size())));
    }
}
