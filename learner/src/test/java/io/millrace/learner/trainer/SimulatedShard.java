package io.millrace.learner.trainer;

import io.millrace.learner.exchange.Reading;
import io.millrace.learner.exchange.Reply;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.publish.KeyGroupCut;
import io.millrace.learner.publish.VersionCutter;
import io.millrace.learner.publish.VersionOutbox;
import io.millrace.learner.server.InMemoryRowStore;
import io.millrace.learner.server.ParameterShard;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Precision;
import io.millrace.schemas.codec.ModelRecordCodec;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * One shard of a {@link LoopSimulation} in one attempt, and the publisher behind it. Its inputs keep their order and
 * align as Flink's do: an input that has brought the barrier waits for the others, and a newer barrier ends the wait for
 * an older one.
 */
final class SimulatedShard {
    /** What separates two checkpoints in an input. */
    record Barrier(long checkpoint) {}

    /**
     * @param store rows and ledgers of the shard's key groups
     * @param outbox versions that are not out
     */
    record Snapshot(InMemoryRowStore store, List<KeyGroupCut> outbox) {
        static final Snapshot EMPTY = new Snapshot(new InMemoryRowStore(), List.of());
    }

    /** Requests and barriers, by trainer. */
    final List<Deque<Object>> inputs = new ArrayList<>();

    final VersionOutbox outbox = new VersionOutbox();
    private final int index;
    private final Routing routing;
    private final InMemoryRowStore store;
    private final ParameterShard shard;
    private final ModelRecordCodec codec;
    private final Consumer<EndOfVersion> marks;
    private final Set<Integer> waiting = new HashSet<>();
    private final Set<Long> givenUp = new HashSet<>();
    private long newestBarrier = -1;

    /** @param marks where those of a version go as it is cut */
    SimulatedShard(
            int index,
            int trainers,
            Routing routing,
            ParameterShard shard,
            InMemoryRowStore store,
            ModelRecordCodec codec,
            Consumer<EndOfVersion> marks) {
        this.index = index;
        this.routing = routing;
        this.store = store;
        this.shard = shard;
        this.codec = codec;
        this.marks = marks;
        for (int t = 0; t < trainers; t++) {
            inputs.add(new ArrayDeque<>());
        }
    }

    /** Told that a checkpoint is not to be taken part in any more. */
    void giveUp(long checkpoint) {
        givenUp.add(checkpoint);
    }

    /**
     * Reads what one of the inputs has next that have something and need not wait.
     *
     * @param trainers where replies go
     * @return the checkpoint whose barriers are all here now, or -1
     */
    long read(Random random, List<SimulatedTrainer> trainers) {
        int trainer = Channels.any(inputs, random, input -> !waiting.contains(input));
        Object next = trainer < 0 ? null : inputs.get(trainer).poll();
        if (next instanceof ServerRequest request) {
            serve(request, trainers);
        } else if (next instanceof Barrier barrier) {
            return align(trainer, barrier.checkpoint());
        }
        return -1;
    }

    private void serve(ServerRequest request, List<SimulatedTrainer> trainers) {
        if (request.kind() == ServerRequest.Kind.PULL) {
            byte[] weights = shard.pull(request.tables(), request.rows(), request.eventTime());
            trainers.get(request.trainer())
                    .replies
                    .get(index)
                    .add(new Reply(
                            request.trainer(), request.epoch(), request.step(), request.part(), Reading.NONE, weights));
        } else {
            shard.push(request.tables(), request.rows(), request.gradients(), request.drawn(), request.eventTime());
            if (request.audited()) {
                for (long example : request.examples()) {
                    shard.audit(example);
                }
            }
        }
    }

    private long align(int trainer, long checkpoint) {
        if (checkpoint < newestBarrier) {
            return -1;
        }
        if (checkpoint > newestBarrier) {
            waiting.clear();
            newestBarrier = checkpoint;
        }
        waiting.add(trainer);
        if (waiting.size() < inputs.size()) {
            return -1;
        }
        waiting.clear();
        return givenUp.contains(checkpoint) ? -1 : checkpoint;
    }

    /** Cuts a version of the shard and returns its state. */
    Snapshot snapshot(long checkpoint) {
        shard.cut(
                routing.firstKeyGroup(index),
                routing.lastKeyGroup(index),
                new VersionCutter(LoopSimulation.LINEAGE, checkpoint, Precision.FLOAT32, codec, cut -> {
                    outbox.add(cut);
                    marks.accept(cut.mark(codec));
                }));
        return new Snapshot(store.copy(), List.copyOf(outbox.waiting()));
    }

    boolean idle() {
        return inputs.stream().allMatch(Deque::isEmpty);
    }
}
