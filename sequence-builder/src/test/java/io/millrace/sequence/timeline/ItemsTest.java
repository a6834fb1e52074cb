package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.join.Exposure;
import io.millrace.sequence.join.ItemAction;
import io.millrace.sequence.join.ItemExposures;
import io.millrace.sequence.join.LabelsOut;
import io.millrace.sequence.store.InMemoryUserStore;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted of items is what they take of the heap. */
class ItemsTest {
    private static final int FULL = 2 * ItemExposures.LIMIT;

    private static Items items() {
        return new Items(new InMemoryUserStore().store().exposures(), false);
    }

    /** Adds as many exposures and as many actions. */
    private static void fill(Items items, long item, int each) {
        ItemExposures parts = items.get(item);
        for (int i = 0; i < each; i++) {
            parts.add(Exposure.of(i, T0 + i, false, T0 + i)
                    .clicked(T0 + i, T0 + i)
                    .with(LabelsOut.NONE.with(0, 1))
                    .answer(1, true, T0));
            parts.add(new ItemAction(1000 + i, 7, 0, T0 + i, T0 + i, new Features(new long[] {i, i}, new float[0])));
        }
        items.changed(item);
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @Test
    void shouldWeighAboutWhatFullOnesTake() {
        long before = used();
        List<Items> all = new ArrayList<>();
        long counted = 0;
        for (int i = 0; i < 2000; i++) {
            Items items = items();
            fill(items, 1, ItemExposures.LIMIT);
            counted += items.weight();
            all.add(items);
        }
        long held = used() - before;
        Reference.reachabilityFence(all);

        assertThat((double) counted / held).isBetween(0.6, 1.4);
    }

    @Test
    void shouldWeighMoreTheMoreIsKnownAndNothingWhenNothingIs() {
        Items items = items();
        assertThat(items.weight()).isZero();
        fill(items, 1, 1);
        int one = items.weight();
        fill(items, 2, ItemExposures.LIMIT);
        assertThat(items.weight() - one).isGreaterThan(one + 100 * (FULL - 2));

        ItemExposures parts = items.get(2);
        List.copyOf(parts.exposures()).forEach(exposure -> parts.removeExposure(exposure.id()));
        List.copyOf(parts.actions()).forEach(action -> parts.removeAction(action.id()));
        items.changed(2);
        items.leave(2);
        assertThat(items.weight()).isEqualTo(one);

        items.get(3);
        items.write(new BinaryWriter());
        assertThat(items.weight()).isEqualTo(one);
        items.removeAll();
        assertThat(items.weight()).isZero();
    }

    @Test
    void shouldWeighTheBytesWhileNobodyHasAskedForWhatIsInThem() {
        Items filled = items();
        fill(filled, 1, ItemExposures.LIMIT);
        BinaryWriter out = new BinaryWriter();
        filled.write(out);
        byte[] bytes = out.toBytes();
        Items read = items();
        read.read(new BinaryReader(bytes));
        assertThat(read.weight()).isBetween(bytes.length, bytes.length + 200);

        read.get(1);
        assertThat(read.weight()).isGreaterThan(filled.weight());
    }
}
