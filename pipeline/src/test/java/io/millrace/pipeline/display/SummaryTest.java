package io.millrace.pipeline.display;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.pipeline.dataset.BadLines;
import io.millrace.schemas.Evaluation;
import io.millrace.schemas.Manifest;
import io.millrace.serving.follow.Activation;
import io.millrace.serving.watch.VersionReport;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SummaryTest {
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Summary summary = new Summary(new PrintStream(printed, true, StandardCharsets.UTF_8));

    private static Manifest manifest(long events) {
        Manifest manifest = new Manifest();
        manifest.setVersion(7L);
        manifest.setAppliedExamples(1234L);
        manifest.setAppliedDigest(0xabcL);
        manifest.setCreatedAt(10_000L);
        manifest.setCounts(
                Map.of("events", events, "kept", 88L, "duplicates", 6L, "deadLetters", 4L, "erasedLate", 2L));
        manifest.setEvaluations(
                List.of(new Evaluation("hstu/click", 0L, 1L, true, 5L, Map.of("ne", 0.875, "auc", 0.7))));
        return manifest;
    }

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void shouldAddUpTheEvents() {
        summary.version(manifest(100));
        assertThat(text())
                .contains("events 100 = histories 88 + waiting 0 + duplicates 6 + dead letters 4 + erased 2")
                .contains("applied 1,234 examples, digest 0000000000000abc")
                .contains("hstu/click")
                .contains("ne 0.8750")
                .doesNotContain("DOES NOT ADD UP");
    }

    @Test
    void shouldSayWhenTheEventsDoNotAddUp() {
        summary.version(manifest(101));
        assertThat(text()).contains("DOES NOT ADD UP");
    }

    @Test
    void shouldNameBadLinesByNumber() {
        summary.badLines(new BadLines(3, List.of(new BadLines.BadLine(1017, "4 fields, not 5"))));
        assertThat(text()).contains("no events: 3").contains("line 1,017: 4 fields, not 5");
    }

    @Test
    void shouldMeasureFreshnessOfWhatArrivedSinceTheStartOnly() {
        Freshness freshness = new Freshness(5_000);
        freshness.add(new Activation(7, manifest(100), 10_000, List.of(1_000L, 3_000L, 9_000L)));
        assertThat(freshness.quantile(0.5)).hasValue(3_000);
        assertThat(freshness.quantile(0)).hasValue(1_000);
        assertThat(new Freshness(0).quantile(0.5)).isEmpty();
    }

    @Test
    void shouldShowTheRateAgeAndMeasuresOfAVersion() {
        StatusLine line = new StatusLine(OptionalLong.of(500));
        VersionReport report = new VersionReport(manifest(300), 99.7, OptionalLong.empty(), List.of());
        assertThat(line.of(report, 12_500))
                .contains("events 300 of 500 (100/s)", "version 7 (2.5 s old)", "hstu/click NE 0.8750 AUC 0.7000");
    }
}
