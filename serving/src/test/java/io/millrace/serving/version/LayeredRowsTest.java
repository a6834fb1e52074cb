package io.millrace.serving.version;

import static org.assertj.core.api.Assertions.assertThat;

import it.unimi.dsi.fastutil.longs.Long2ObjectOpenHashMap;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LayeredRowsTest {
    @Test
    void shouldAgreeWithAPlainMapAtEveryVersion() {
        Random random = new Random(1);
        List<LayeredRows> versions = new ArrayList<>();
        List<Map<Long, float[]>> expected = new ArrayList<>();
        LayeredRows rows = LayeredRows.EMPTY;
        Map<Long, float[]> plain = new HashMap<>();
        for (int version = 0; version < 300; version++) {
            Long2ObjectOpenHashMap<float[]> changes = new Long2ObjectOpenHashMap<>();
            for (int i = random.nextInt(1 + random.nextInt(50)); i > 0; i--) {
                long row = random.nextInt(200);
                changes.put(row, random.nextInt(3) == 0 ? GroupRows.REMOVED : new float[] {version, i});
            }
            changes.forEach((row, weights) -> {
                if (weights == GroupRows.REMOVED) {
                    plain.remove(row);
                } else {
                    plain.put(row, weights);
                }
            });
            rows = rows.with(changes);
            versions.add(rows);
            expected.add(new HashMap<>(plain));
        }
        for (int version = 0; version < versions.size(); version++) {
            assertThat(versions.get(version).ids())
                    .containsExactlyInAnyOrderElementsOf(expected.get(version).keySet());
            for (long row = -1; row <= 200; row++) {
                assertThat(versions.get(version).get(row))
                        .isSameAs(expected.get(version).get(row));
            }
        }
    }

    @Test
    void shouldProbeFewLayersAfterManySmallChanges() {
        LayeredRows rows = LayeredRows.EMPTY;
        for (int row = 0; row < 4096; row++) {
            Long2ObjectOpenHashMap<float[]> change = new Long2ObjectOpenHashMap<>();
            change.put(row, new float[] {row});
            rows = rows.with(change);
        }
        assertThat(rows.layers()).isLessThanOrEqualTo(13);
    }
}
