package io.millrace.learner.flink;

import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.server.Refusal;
import io.millrace.schemas.DeadLetter;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tells of updates that would have made rows explode: of the first few of a key group one by one, of the others of the same
 * version how many they are. A model that is broken refuses every update.
 */
final class RefusedUpdates {
    private static final int MOST_LETTERS = 4;

    /** Of one key group, since the last version. */
    private static final class Group {
        private long updates;
        private long newest = Long.MIN_VALUE;
    }

    private final Consumer<DeadLetter> letters;
    private final Map<Integer, Group> groups = new TreeMap<>();

    RefusedUpdates(Consumer<DeadLetter> letters) {
        this.letters = letters;
    }

    void add(ServerRequest push, Refusal refusal) {
        Group group = groups.computeIfAbsent(refusal.keyGroup(), keyGroup -> new Group());
        group.updates++;
        group.newest = Math.max(group.newest, push.eventTime());
        if (group.updates <= MOST_LETTERS) {
            letters.accept(letter(
                    push.eventTime(),
                    String.format(
                            "%s %d of table %s would have exploded, and stays as it was, at the gradient of example %s",
                            refusal.outOfVocabulary() ? "out-of-vocabulary row" : "row",
                            refusal.row(),
                            refusal.table(),
                            Arrays.toString(push.examples()))));
        }
    }

    /** A version is cut: what was not told one by one is told now. */
    void cut() {
        groups.forEach((keyGroup, group) -> {
            long rest = group.updates - MOST_LETTERS;
            if (rest > 0) {
                letters.accept(letter(
                        group.newest,
                        String.format(
                                "%d more updates of rows of key group %d would have made them explode since the last version",
                                rest, keyGroup)));
            }
        });
        groups.clear();
    }

    /** Of no record, and without bytes: there is nothing to put back. */
    private static DeadLetter letter(long eventTime, String detail) {
        return new DeadLetter("training-examples", -1, -1L, eventTime, "exploding-row", detail, null, null);
    }
}
