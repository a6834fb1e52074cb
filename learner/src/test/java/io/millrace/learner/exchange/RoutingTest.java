package io.millrace.learner.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.model.row.TableNumbers;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RoutingTest {
    private static final TableNumbers TABLES = TableNumbers.inOrder(4);

    @ParameterizedTest
    @CsvSource({"1,1", "7,3", "64,2", "128,4"})
    void shouldAddressEveryKeyGroupByAKeyThatFlinkHashesIntoIt(int keyGroups, int shards) {
        Routing routing = new Routing(keyGroups, shards, TABLES);
        for (int group = 0; group < keyGroups; group++) {
            assertThat(KeyGroupRangeAssignment.assignToKeyGroup(routing.keyOf(group), keyGroups))
                    .isEqualTo(group);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "7,3", "64,2", "128,4"})
    void shouldRouteToTheShardThatFlinkAssigns(int keyGroups, int shards) {
        Routing routing = new Routing(keyGroups, shards, TABLES);
        for (int shard = 0; shard < shards; shard++) {
            int assigned =
                    KeyGroupRangeAssignment.assignKeyToParallelOperator(routing.routeTo(shard), keyGroups, shards);
            assertThat(assigned).isEqualTo(shard);
        }
    }

    @Test
    void shouldKeepARowInItsKeyGroupWhateverTheParallelism() {
        Routing one = new Routing(64, 1, TABLES);
        Routing four = new Routing(64, 4, TABLES);
        for (long row = 0; row < 1000; row++) {
            assertThat(four.keyGroup(3, row)).isEqualTo(one.keyGroup(3, row));
            assertThat(four.shardOf(3, row)).isEqualTo(four.shardOf(four.keyGroup(3, row)));
        }
    }

    @Test
    void shouldRefuseMoreShardsThanKeyGroups() {
        assertThatThrownBy(() -> new Routing(4, 5, TABLES))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("4 key groups");
    }
}
