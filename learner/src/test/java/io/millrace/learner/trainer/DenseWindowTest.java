package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.Gradients;
import io.millrace.model.optimizer.LazyAdam;
import io.millrace.model.optimizer.Optimizer;
import io.millrace.model.row.Initializer;
import io.millrace.model.row.Table;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DenseWindowTest {
    private static final Initializer ZEROS = (seed, table, row, weights, offset, width) -> {};
    private static final Optimizer ANY = new LazyAdam(1, 0.9f, 0.99f, 1e-8f);

    private final List<Table> tables = List.of(
            new Table(0, "items", Table.Kind.EMBEDDING, 2, 0, 0, ZEROS, ANY),
            new Table(1, "W", Table.Kind.DENSE, 2, 3, 3, ZEROS, ANY),
            new Table(2, "b", Table.Kind.DENSE, 1, 1, 1, ZEROS, ANY));

    private Gradients gradients(float w, float b) {
        Gradients gradients = new Gradients(tables);
        gradients.row(0, 9)[0] = 100;
        gradients.dense(1)[0] = w;
        gradients.dense(1)[2] = 10 * w;
        gradients.dense(2)[0] = b;
        return gradients;
    }

    /** What is taken, by table and block. */
    private static Map<String, List<Float>> taken(DenseWindow window, List<Table> tables) {
        Map<String, List<Float>> blocks = new TreeMap<>();
        window.take((table, block, values, offset) -> blocks.put(
                table + "/" + block,
                tables.get(table).width() == 1
                        ? List.of(values[offset])
                        : List.of(values[offset], values[offset + 1])));
        return blocks;
    }

    @Test
    void shouldHandOverTheMeanOfItsStepsBlockByBlock() {
        DenseWindow window = new DenseWindow(tables, 2);
        window.add(gradients(1, 4), 7, 50);
        assertThat(window.isFull()).isFalse();
        window.add(gradients(3, -2), 7, 40);
        assertThat(window.isFull()).isTrue();
        assertThat(window.eventTime()).isEqualTo(50);
        assertThat(taken(window, tables))
                .isEqualTo(Map.of("1/0", List.of(2f, 0f), "1/1", List.of(20f, 0f), "2/0", List.of(1f)));
    }

    @Test
    void shouldStartAfreshWhenItWasTaken() {
        DenseWindow window = new DenseWindow(tables, 1);
        window.add(gradients(1, 1), 7, 50);
        taken(window, tables);
        assertThat(window.isEmpty()).isTrue();
        window.add(gradients(5, 6), 7, 10);
        assertThat(window.eventTime()).isEqualTo(10);
        assertThat(taken(window, tables)).containsEntry("2/0", List.of(6f));
    }

    @Test
    void shouldAddWhatOthersHadGathered() {
        DenseWindow one = new DenseWindow(tables, 9);
        one.add(gradients(1, 1), 7, 1);
        DenseWindow other = new DenseWindow(tables, 9);
        other.add(gradients(2, 3), 7, 7);
        other.add(gradients(6, 5), 7, 6);
        DenseWindow merged = new DenseWindow(tables, 3);
        merged.merge(one.encode());
        merged.merge(other.encode());
        assertThat(merged.isFull()).isTrue();
        assertThat(merged.eventTime()).isEqualTo(7);
        assertThat(taken(merged, tables)).containsEntry("1/0", List.of(3f, 0f)).containsEntry("2/0", List.of(3f));
    }

    @Test
    void shouldLeaveOutTensorsThatTheLayoutDoesNotHave() {
        DenseWindow window = new DenseWindow(tables, 9);
        window.add(gradients(1, 2), 7, 1);
        List<Table> others = List.of(
                new Table(0, "W", Table.Kind.DENSE, 2, 8, 8, ZEROS, ANY),
                new Table(1, "b", Table.Kind.DENSE, 1, 1, 1, ZEROS, ANY));
        DenseWindow restored = new DenseWindow(others, 9);
        restored.merge(window.encode());
        assertThat(taken(restored, others))
                .containsEntry("0/0", List.of(0f, 0f))
                .containsEntry("1/0", List.of(2f));
    }

    @Test
    void shouldBeStoredAsItAlwaysWas() {
        DenseWindow window = new DenseWindow(tables, 9);
        window.add(gradients(1, 2), 7, 3);
        assertThat(HexFormat.of().formatHex(window.encode()))
                .isEqualTo("01" + "00000001" + "0000000000000007" + "0000000000000003"
                        + "000157" + "00000004" + "3f800000" + "00000000" + "41200000" + "00000000"
                        + "000162" + "00000001" + "40000000");
    }

    @Test
    void shouldRefuseAnEncodingThatItDoesNotKnow() {
        byte[] encoded = new DenseWindow(tables, 9).encode();
        encoded[0] = 2;
        assertThatThrownBy(() -> new DenseWindow(tables, 9).merge(encoded))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("encoding 2");
    }
}
