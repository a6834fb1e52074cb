package io.millrace.model.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.optimizer.AdamW;
import io.millrace.model.optimizer.LazyAdam;
import io.millrace.model.optimizer.Optimizer;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoredLayoutTest {
    private static final Distribution ZERO = new Distribution.Constant(0);
    private static final Optimizer ROWS = new RowWiseAdaGrad(0.1f, 1e-8f);
    private static final Optimizer DENSE = new AdamW(0.1f, 0.9f, 0.999f, 1e-8f, 0, 0);
    /** As it was first written; never to be changed. */
    private static final String GOLDEN = """
            layout 2
            next 3
            0 EMBEDDING 8 0 0 row-wise-adagrad 1 item
            1 DENSE 512 1300 130 adamw 1024 W
            2 EMBEDDING 4 0 0 row-wise-adagrad 1 feature.sub category
            """;
    /** As it was written before there were columns. */
    private static final String WITHOUT_COLUMNS = """
            layout 1
            next 3
            0 EMBEDDING 8 0 row-wise-adagrad 1 item
            1 DENSE 512 1300 adamw 1024 W
            2 EMBEDDING 4 0 row-wise-adagrad 1 feature.sub category
            """;

    private static List<Table> first() {
        Layout layout = new Layout(ROWS, DENSE);
        layout.embedding("item", 8, ZERO);
        layout.matrix("W", 10, 130, ZERO);
        layout.embedding("feature.sub category", 4, ZERO);
        return layout.tables();
    }

    @Test
    void shouldBeWrittenAndReadAsEver() {
        StoredLayout layout = StoredLayout.of(first());
        assertThat(layout.toText()).isEqualTo(GOLDEN);
        assertThat(StoredLayout.parse(GOLDEN)).isEqualTo(layout);
    }

    @Test
    void shouldRefuseAVersionThatItDoesNotKnow() {
        assertThatThrownBy(() -> StoredLayout.parse(GOLDEN.replace("layout 2", "layout 3")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("layout 2")
                .hasMessageContaining("layout 3");
    }

    @Test
    void shouldTakeALayoutWithoutColumnsForTheConfiguredOne() {
        LayoutChange change = StoredLayout.parse(WITHOUT_COLUMNS).to(first());
        assertThat(change.isNone()).isTrue();
        assertThat(change.layout()).isEqualTo(StoredLayout.of(first()));
    }

    /** The same elements in the same blocks would be read as another matrix. */
    @Test
    void shouldRefuseAMatrixOfAsManyElementsInOtherRows() {
        Layout turned = new Layout(ROWS, DENSE);
        turned.matrix("W", 130, 10, ZERO);
        assertThatThrownBy(() -> StoredLayout.of(first()).to(turned.tables()))
                .isInstanceOf(IncompatibleLayoutException.class)
                .hasMessageContainingAll("table W", "130 in a row", "10 in a row");
    }

    @Test
    void shouldFindNoChangeInTheSameLayout() {
        LayoutChange change = StoredLayout.of(first()).to(first());
        assertThat(change.isNone()).isTrue();
        assertThat(change.numbers().areInOrder()).isTrue();
        assertThat(change).isEqualTo(LayoutChange.none(first()));
    }

    @Test
    void shouldKeepTheNumberOfATableThatMovesAndNeverGiveOneAgain() {
        Layout second = new Layout(ROWS, DENSE);
        second.vector("new", 3, ZERO);
        second.embedding("feature.sub category", 4, ZERO);
        second.embedding("item", 8, ZERO);
        LayoutChange toSecond = StoredLayout.of(first()).to(second.tables());
        assertThat(toSecond.numbers().toList()).containsExactly(3, 2, 0);
        assertThat(toSecond.removed()).extracting(StoredTable::name).containsExactly("W");
        assertThat(toSecond.added()).containsExactly("new");
        assertThat(toSecond.restarted()).isEmpty();
        assertThat(toSecond.isNone()).isFalse();

        LayoutChange back = StoredLayout.parse(toSecond.layout().toText()).to(first());
        assertThat(back.numbers().toList()).containsExactly(0, 4, 2);
        assertThat(back.removed()).extracting(StoredTable::number).containsExactly(3);
    }

    @Test
    void shouldRestartTheSlotsOfAnotherOptimizer() {
        Layout second = new Layout(new LazyAdam(0.1f, 0.9f, 0.999f, 1e-8f), DENSE);
        second.embedding("item", 8, ZERO);
        second.matrix("W", 10, 130, ZERO);
        second.embedding("feature.sub category", 4, ZERO);
        LayoutChange change = StoredLayout.of(first()).to(second.tables());
        assertThat(change.restarted()).containsExactlyInAnyOrder(0, 2);
        assertThat(change.describe()).contains("item", "feature.sub category").doesNotContain("W");
    }

    @Test
    void shouldRefuseRowsOfAnotherSizeAndSayWhatCanBeDone() {
        Layout wider = new Layout(ROWS, DENSE);
        wider.embedding("item", 16, ZERO);
        assertThatThrownBy(() -> StoredLayout.of(first()).to(wider.tables()))
                .isInstanceOf(IncompatibleLayoutException.class)
                .hasMessageContainingAll("table item", "rows of 8 weights", "rows of 16 weights", "start afresh");
        Layout larger = new Layout(ROWS, DENSE);
        larger.matrix("W", 11, 130, ZERO);
        assertThatThrownBy(() -> StoredLayout.of(first()).to(larger.tables()))
                .hasMessageContainingAll("table W", "1300 elements", "1430 elements");
    }
}
