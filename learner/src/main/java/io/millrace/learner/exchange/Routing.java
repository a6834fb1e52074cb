package io.millrace.learner.exchange;

import io.millrace.model.row.KeyGroups;
import io.millrace.model.row.TableNumbers;
import java.io.Serializable;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Which shard owns a row. A row belongs to a key group by a hash of its key; Flink assigns ranges of key groups to the
 * server's subtasks and moves them when the job rescales. So the shards are Flink's own key groups.
 *
 * <p>The keyed state of a key group is addressed by one representative key: the smallest non-negative integer that Flink
 * hashes into it. All rows of the key group lie in map state under that key.
 */
public final class Routing implements Serializable {
    private final int keyGroups;
    private final int shards;
    private final TableNumbers numbers;
    private final int[] representatives;

    /**
     * @param keyGroups number of key groups: the maximum parallelism of the server, a constant of the model's life
     * @param shards parallelism of the server
     * @param numbers of the configured tables, the same for all who route to one server
     */
    public Routing(int keyGroups, int shards, TableNumbers numbers) {
        if (shards < 1 || shards > keyGroups) {
            throw new IllegalArgumentException(
                    "parallelism " + shards + " of the server is not within 1 and its " + keyGroups + " key groups");
        }
        this.keyGroups = keyGroups;
        this.shards = shards;
        this.numbers = numbers;
        this.representatives = representatives(keyGroups);
    }

    private static int[] representatives(int keyGroups) {
        int[] keys = new int[keyGroups];
        boolean[] found = new boolean[keyGroups];
        for (int key = 0, missing = keyGroups; missing > 0; key++) {
            int group = KeyGroupRangeAssignment.assignToKeyGroup(key, keyGroups);
            if (!found[group]) {
                found[group] = true;
                keys[group] = key;
                missing--;
            }
        }
        return keys;
    }

    public int keyGroups() {
        return keyGroups;
    }

    public int shards() {
        return shards;
    }

    /** The numbers of the configured tables. */
    public TableNumbers numbers() {
        return numbers;
    }

    /** The key group of a row of the table with this number. */
    public int keyGroup(int number, long row) {
        return KeyGroups.of(number, row, keyGroups);
    }

    /** The shard that owns a key group. */
    public int shardOf(int keyGroup) {
        return KeyGroupRangeAssignment.computeOperatorIndexForKeyGroup(keyGroups, shards, keyGroup);
    }

    /** The shard that owns a row of the table with this id. */
    public int shardOf(int table, long row) {
        return shardOf(keyGroup(numbers.of(table), row));
    }

    /** The key under which a key group's state lies. */
    public int keyOf(int keyGroup) {
        return representatives[keyGroup];
    }

    /** A key that Flink routes to the shard. */
    public int routeTo(int shard) {
        return keyOf(firstKeyGroup(shard));
    }

    /** The first of the shard's key groups. */
    public int firstKeyGroup(int shard) {
        return rangeOf(shard).getStartKeyGroup();
    }

    /** The last of the shard's key groups. */
    public int lastKeyGroup(int shard) {
        return rangeOf(shard).getEndKeyGroup();
    }

    private KeyGroupRange rangeOf(int shard) {
        return KeyGroupRangeAssignment.computeKeyGroupRangeForOperatorIndex(keyGroups, shards, shard);
    }
}
