package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.row.TableNumbers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishedModelTest {
    private static final ModelConfig CONFIG = new ModelConfig(
            new HstuSizes(8, 1, 2, 4, 4, 40, 0),
            new WukongSizes(4, 1, 3, 3, 2, List.of(8), List.of(8), false),
            List.of("click"),
            List.of("category"),
            List.of("click"),
            8,
            0.05f,
            0.05f,
            0.01f,
            1);
    private static final int TABLES = new Recommender(CONFIG).tables().size();

    @Test
    void shouldBeTheConfigurationAloneWhereTablesAreNumberedInOrder() {
        PublishedModel model = new PublishedModel(CONFIG, TableNumbers.inOrder(TABLES));
        assertThat(model.toText()).isEqualTo(CONFIG.toText());
        assertThat(PublishedModel.parse(CONFIG.toText())).isEqualTo(model);
    }

    @Test
    void shouldCarryOtherNumbers() {
        List<Integer> numbers = new ArrayList<>(TableNumbers.inOrder(TABLES).toList());
        numbers.set(1, TABLES + 5);
        PublishedModel model = new PublishedModel(CONFIG, TableNumbers.of(numbers));
        assertThat(PublishedModel.parse(model.toText())).isEqualTo(model);
        assertThat(model.numbers().table(TABLES + 5)).isEqualTo(1);
        assertThat(model.numbers().table(1)).isEqualTo(TableNumbers.NONE);
    }

    @Test
    void shouldRefuseNumbersThatAreNotThoseOfItsTables() {
        assertThatThrownBy(() -> PublishedModel.parse(CONFIG.toText() + "tables=1,2\n"))
                .hasMessageContaining("2 numbers for " + TABLES + " tables");
        assertThatThrownBy(() -> PublishedModel.parse(CONFIG.toText() + "tables=1,1\n"))
                .hasMessageContaining("number 1");
        assertThatThrownBy(() -> PublishedModel.parse(CONFIG.toText() + "tables=0,-1\n"))
                .hasMessageContaining("-1");
    }
}
