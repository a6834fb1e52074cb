package io.millrace.learner.trainer;

import io.millrace.learner.publish.KeyGroupCut;
import io.millrace.learner.server.InMemoryRowStore;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.TrainingExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A checkpoint of a {@link LoopSimulation}: under way, or complete, when every trainer and shard has its part in it. It can
 * be restored to any number of either.
 */
final class SimulatedCheckpoint {
    final long id;
    final int[] positions;
    final SimulatedTrainer.Snapshot[] trainers;
    final SimulatedShard.Snapshot[] shards;
    List<EndOfVersion> marks = List.of();
    long parent = -1;

    SimulatedCheckpoint(long id, int inputs, int trainers, int shards) {
        this.id = id;
        this.positions = new int[inputs];
        this.trainers = new SimulatedTrainer.Snapshot[trainers];
        this.shards = new SimulatedShard.Snapshot[shards];
    }

    boolean complete() {
        return !Arrays.asList(trainers).contains(null) && !Arrays.asList(shards).contains(null);
    }

    /** The rows and ledgers of all shards. */
    InMemoryRowStore store() {
        InMemoryRowStore all = new InMemoryRowStore();
        for (SimulatedShard.Snapshot shard : shards) {
            all.add(shard.store());
        }
        return all;
    }

    /** What was not out, of all shards. */
    List<KeyGroupCut> outboxes() {
        List<KeyGroupCut> all = new ArrayList<>();
        for (SimulatedShard.Snapshot shard : shards) {
            all.addAll(shard.outbox());
        }
        return all;
    }

    /** The vocabularies of all trainers. */
    List<long[]> vocabularies() {
        return Arrays.stream(trainers)
                .map(SimulatedTrainer.Snapshot::vocabulary)
                .toList();
    }

    /** The examples that were not pushed, by trainer after a restore. */
    List<List<TrainingExample>> unpushed(int parallelism) {
        return dealt(
                Arrays.stream(trainers).map(SimulatedTrainer.Snapshot::unpushed).toList(), parallelism);
    }

    /** What had gathered for the dense tensors, by trainer after a restore. */
    List<List<byte[]>> unpushedDense(int parallelism) {
        return dealt(
                Arrays.stream(trainers)
                        .map(SimulatedTrainer.Snapshot::unpushedDense)
                        .toList(),
                parallelism);
    }

    /** What Flink makes of list state: everyone's own at the same parallelism, dealt out in turns at another. */
    private static <T> List<List<T>> dealt(List<List<T>> state, int parallelism) {
        if (parallelism == state.size()) {
            return state;
        }
        List<List<T>> dealt = new ArrayList<>();
        for (int i = 0; i < parallelism; i++) {
            dealt.add(new ArrayList<>());
        }
        int next = 0;
        for (List<T> part : state) {
            for (T element : part) {
                dealt.get(next++ % parallelism).add(element);
            }
        }
        return dealt;
    }
}
