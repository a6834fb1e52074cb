package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.TestExamples;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.RowGroup;
import io.millrace.model.Recommender;
import io.millrace.model.input.Example;
import io.millrace.model.input.ExampleTokens;
import io.millrace.model.row.Table;
import io.millrace.model.row.TableNumbers;
import io.millrace.model.sampling.UniformSampler;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StepPlannerTest {
    private static final int SHARDS = 3;

    private final Recommender recommender = new Recommender(TestExamples.tinyModel());
    private final Routing routing =
            new Routing(8, SHARDS, TableNumbers.inOrder(recommender.tables().size()));
    private final Example example = new ExampleTokens(TestExamples.tinyModel())
            .convert(TestExamples.one(1, 1), new ItemVocabulary(10, new UniformSampler()))
            .example();

    private List<String> rows(List<RowGroup> groups) {
        List<String> rows = new ArrayList<>();
        for (RowGroup group : groups) {
            for (int i = 0; i < group.size(); i++) {
                assertThat(routing.shardOf(group.tables()[i], group.rows()[i])).isEqualTo(group.shard());
                rows.add(group.tables()[i] + "/" + group.rows()[i]);
            }
        }
        return rows;
    }

    @Test
    void shouldAskEveryRowOfTheExampleOnce() {
        Set<String> wanted = new HashSet<>();
        recommender.rowsOf(example, (table, row) -> wanted.add(table + "/" + row));
        List<String> asked = rows(new StepPlanner(recommender, routing).plan(example, false));
        assertThat(asked).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void shouldAskEveryBlockOfDenseTensorsToo() {
        StepPlanner planner = new StepPlanner(recommender, routing);
        List<String> wanted = new ArrayList<>(rows(planner.plan(example, false)));
        for (Table table : recommender.tables()) {
            for (int block = 0; block < table.blocks(); block++) {
                wanted.add(table.id() + "/" + block);
            }
        }
        assertThat(rows(planner.plan(example, true))).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test
    void shouldNeverMixDenseTensorsWithRows() {
        for (RowGroup group : new StepPlanner(recommender, routing).plan(example, true)) {
            Set<Table.Kind> kinds = new HashSet<>();
            for (int table : group.tables()) {
                kinds.add(recommender.tables().get(table).kind());
            }
            assertThat(kinds).hasSize(1);
        }
    }

    @Test
    void shouldCutWhatDoesNotFitAMessage() {
        Table item = recommender.itemTable();
        ShardedRows rows = new ShardedRows(recommender.tables(), 1);
        int fitting = ShardedRows.MESSAGE_FLOATS / item.width();
        for (int row = 0; row < 2 * fitting + 1; row++) {
            rows.add(0, item.id(), row);
        }
        assertThat(rows.groups().stream().map(RowGroup::size).collect(Collectors.toList()))
                .containsExactly(fitting, fitting, 1);
        assertThat(rows.groups()).allMatch(group -> group.floats() == group.size() * item.width());
    }
}
