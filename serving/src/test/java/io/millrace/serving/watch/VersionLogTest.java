package io.millrace.serving.watch;

import static io.millrace.serving.watch.TestingManifests.good;
import static io.millrace.serving.watch.TestingManifests.held;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Manifest;
import io.millrace.serving.follow.Activation;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionLogTest {
    private final VersionLog log = new VersionLog(3, 1_000);

    @Test
    void shouldTellTheRateBetweenVersionsOfALineage() {
        log.announced(good(1, 10_000, 500));
        log.announced(good(2, 12_000, 700));
        Manifest other = Manifest.newBuilder(good(3, 14_000, 100)).setLineage(2).build();
        log.announced(other);

        assertThat(log.newest(9)).extracting(VersionReport::eventsPerSecond).containsExactly(0.0, 100.0, 0.0);
        assertThat(log.newest(9)).extracting(VersionReport::events).containsExactly(500L, 700L, 100L);
    }

    @Test
    void shouldTellWhenAVersionCameIntoUseAndHowFreshItWas() {
        Manifest manifest = good(1, 10_000, 500);
        log.announced(manifest);
        log.activated(new Activation(1, manifest, 12_000, List.of(3_000L, 1_000L, 2_000L, 11_500L)));

        VersionReport report = log.newest(1).get(0);
        assertThat(report.activatedAt()).hasValue(12_000);
        // What arrived at 500 had waited for this process to start at 1,000.
        assertThat(report.freshness()).containsExactly(1_000L, 2_000L, 3_000L);
        assertThat(report.freshness(0.5)).hasValue(2_000);
        assertThat(report.freshness(0.99)).hasValue(3_000);
        assertThat(report.freshness(1)).hasValue(3_000);
    }

    @Test
    void shouldKeepTheNewestAndTakeARepetitionForWhatItIs() {
        for (long version = 1; version <= 4; version++) {
            log.announced(good(version, 10_000 * version, 0));
        }
        log.activated(new Activation(3, good(3, 30_000, 0), 31_000, List.of()));
        log.announced(good(3, 30_000, 0));
        log.announced(held(5, 50_000, "NE is worse"));

        assertThat(log.newest(9))
                .extracting(report -> report.manifest().getVersion())
                .containsExactly(3L, 4L, 5L);
        assertThat(log.newest(2))
                .extracting(report -> report.manifest().getVersion())
                .containsExactly(4L, 5L);
        assertThat(log.newest(9).get(0).activatedAt()).hasValue(31_000);
        assertThat(log.newest(9).get(2).activatedAt()).isEmpty();
        assertThat(log.newest(9).get(0).freshness(0.5)).isEmpty();
    }
}
