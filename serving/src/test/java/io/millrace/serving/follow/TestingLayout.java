package io.millrace.serving.follow;

import io.millrace.model.HstuSizes;
import io.millrace.model.ModelConfig;
import io.millrace.model.WukongSizes;
import io.millrace.model.optimizer.Optimizer;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Table;
import io.millrace.model.row.TableNumbers;
import io.millrace.serving.version.ModelLayout;
import java.util.List;

/** A small layout whose configuration is any text that begins with {@code model}. */
final class TestingLayout {
    private static final Optimizer OPTIMIZER = new RowWiseAdaGrad(0.1f, 1e-8f);

    static final int DENSE = 0;
    static final int ITEMS = 1;
    static final int USERS = 2;

    private TestingLayout() {}

    static ModelLayout parse(String text) {
        if (!text.startsWith("model")) {
            throw new IllegalArgumentException("not a configuration: " + text);
        }
        List<Table> tables = List.of(
                table(DENSE, Table.Kind.DENSE, 4, 10),
                table(ITEMS, Table.Kind.EMBEDDING, 4, 0),
                table(USERS, Table.Kind.EMBEDDING, 3, 0));
        return new ModelLayout(config(), tables, tables.get(ITEMS), TableNumbers.inOrder(3));
    }

    private static Table table(int id, Table.Kind kind, int width, int elements) {
        return new Table(
                id, "t" + id, kind, width, elements, elements, (seed, table, row, to, at, floats) -> {}, OPTIMIZER);
    }

    private static ModelConfig config() {
        return new ModelConfig(
                new HstuSizes(4, 1, 1, 4, 4, 16, 0),
                new WukongSizes(4, 1, 1, 1, 1, List.of(), List.of(), true),
                List.of("click"),
                List.of(),
                List.of("click"),
                4,
                0.05f,
                0.1f,
                0.1f,
                1);
    }
}
