package io.millrace.pipeline.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.pipeline.config.ConfigException;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.eventfile.EventFiles;
import io.millrace.pipeline.eventfile.InMemoryEvents;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackfillTest {
    private static final long NEWEST = 1_500_000_000_000L;

    @TempDir
    Path folder;

    @BeforeEach
    void write() {
        EventFiles.write(InMemoryEvents.of(InMemoryEvents.click("a", "u", NEWEST)), folder, 1 << 20);
    }

    @Test
    void shouldDrawTheBorderAtTheNewestEvent() {
        Backfill backfill =
                Backfill.of(config(Map.of("source.overlap", "10 min"))).orElseThrow();
        assertThat(backfill.border()).isEqualTo(new Border(NEWEST, Duration.ofMinutes(10)));
        assertThat(backfill.lastWatermark()).isEqualTo(NEWEST - 600_001);
        assertThat(backfill.bounded()).isFalse();
    }

    @Test
    void shouldHaveNoBorderWhereNothingFollows() {
        Backfill backfill =
                Backfill.of(config(Map.of("source.bounded", "true"))).orElseThrow();
        assertThat(backfill.bounded()).isTrue();
        assertThat(backfill.lastWatermark()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void shouldBeNoneWithoutAFolder() {
        assertThat(Backfill.of(MillraceConfig.of(Map.of()))).isEmpty();
    }

    @Test
    void shouldRefuseAnEndWithoutFiles() {
        assertThatThrownBy(() -> Backfill.of(MillraceConfig.of(Map.of("source.bounded", "true"))))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("source.bounded needs files to end with")
                .hasMessageContaining("source.backfill");
    }

    @Test
    void shouldRefuseAnOverlapWhoseIdsWouldBeForgotten() {
        assertThat(Backfill.of(config(Map.of("source.overlap", "2 h", "sequence.deduplication", "2 h"))))
                .isPresent();
        MillraceConfig config = config(Map.of("source.overlap", "121 min", "sequence.deduplication", "2 h"));
        assertThatThrownBy(() -> Backfill.of(config))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("source.overlap is")
                .hasMessageContaining("more than sequence.deduplication");
    }

    private MillraceConfig config(Map<String, String> options) {
        Map<String, String> all = new HashMap<>(options);
        all.put("source.backfill", folder.toString());
        return MillraceConfig.of(all);
    }
}
