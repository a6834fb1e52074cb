package io.millrace.learner.trainer;

import io.millrace.learner.exchange.Reply;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.server.InMemoryRowStore;
import io.millrace.learner.server.Ledger;
import io.millrace.learner.server.ParameterShard;
import io.millrace.learner.server.RowKey;
import io.millrace.learner.server.RowLife;
import io.millrace.learner.server.VersionSink;
import io.millrace.model.ModelConfig;
import io.millrace.model.Recommender;
import io.millrace.model.row.TableNumbers;
import io.millrace.schemas.TrainingExample;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Trainers and shards as plain classes, joined by in-memory channels and driven one random move at a time: a step begun,
 * a message delivered, a barrier, a crash. Channels keep their order, barriers align, a crash throws away everything but
 * the last complete checkpoint: what Flink does, without Flink.
 */
final class LoopSimulation {
    static final int KEY_GROUPS = 8;
    private static final Object BARRIER = new Object();

    private final class TrainerTask implements TrainerSink {
        final int index;
        final List<TrainingExample> input;
        int position;
        Deque<TrainingExample> restored;
        Trainer trainer;
        boolean barrierSent;

        TrainerTask(int index, List<TrainingExample> input) {
            this.index = index;
            this.input = input;
        }

        void start(int from, List<TrainingExample> unpushed) {
            position = from;
            restored = new ArrayDeque<>(unpushed);
            trainer = new Trainer(model, config, routing, index, random.nextLong(), this);
            barrierSent = false;
        }

        boolean canBegin() {
            return trainer.hasCredit() && (!restored.isEmpty() || position < input.size());
        }

        void begin() {
            trainer.begin(restored.isEmpty() ? input.get(position++) : restored.poll());
        }

        List<TrainingExample> unpushed() {
            List<TrainingExample> unpushed = new ArrayList<>(trainer.unpushed());
            unpushed.addAll(restored);
            return unpushed;
        }

        boolean done() {
            return position == input.size() && restored.isEmpty() && trainer.idle();
        }

        @Override
        public void request(ServerRequest request) {
            int shard = routing.shardOf(KeyGroupRangeAssignment.assignToKeyGroup(request.route(), KEY_GROUPS));
            toShard[index][shard].add(request);
        }

        @Override
        public void judgement(Judgement judgement) {
            judgements.add(judgement);
        }

        @Override
        public void half(HalfJudgement half) {
            halves.add(half);
        }

        @Override
        public void refused(TrainingExample example, String reason, String detail) {
            throw new AssertionError(reason + ": " + detail);
        }
    }

    private record Checkpoint(int[] positions, List<List<TrainingExample>> unpushed, List<InMemoryRowStore> stores) {}

    private final ModelConfig model;
    private final TrainerConfig config;
    private final Random random;
    private final RowLife life;
    private final Routing routing;
    private final TrainerTask[] trainers;
    private final Deque<Object>[][] toShard;
    private final Deque<Reply>[][] toTrainer;
    private final List<Judgement> judgements = new ArrayList<>();
    private final List<HalfJudgement> halves = new ArrayList<>();
    private InMemoryRowStore[] stores;
    private ParameterShard[] shards;
    private Checkpoint completed;
    private Checkpoint pending;

    LoopSimulation(
            ModelConfig model, TrainerConfig config, List<List<TrainingExample>> inputs, int shardCount, long seed) {
        this(model, config, inputs, shardCount, RowLife.FOREVER, seed);
    }

    LoopSimulation(
            ModelConfig model,
            TrainerConfig config,
            List<List<TrainingExample>> inputs,
            int shardCount,
            RowLife life,
            long seed) {
        this.life = life;
        this.model = model;
        this.config = config;
        this.random = new Random(seed);
        this.routing = new Routing(
                KEY_GROUPS,
                shardCount,
                TableNumbers.inOrder(new Recommender(model).tables().size()));
        this.trainers = new TrainerTask[inputs.size()];
        this.toShard = channels(inputs.size(), shardCount);
        this.toTrainer = channels(shardCount, inputs.size());
        List<List<TrainingExample>> none = new ArrayList<>();
        List<InMemoryRowStore> empty = new ArrayList<>();
        for (int t = 0; t < trainers.length; t++) {
            trainers[t] = new TrainerTask(t, inputs.get(t));
            none.add(List.of());
        }
        for (int s = 0; s < shardCount; s++) {
            empty.add(new InMemoryRowStore());
        }
        completed = new Checkpoint(new int[trainers.length], none, empty);
        restore();
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <T> Deque<T>[][] channels(int from, int to) {
        Deque[][] channels = new Deque[from][to];
        for (Deque[] row : channels) {
            for (int i = 0; i < row.length; i++) {
                row[i] = new ArrayDeque<T>();
            }
        }
        return channels;
    }

    /** Goes on until all is learnt, crashing with the given probability at every move. */
    void run(double crash) {
        while (!done()) {
            if (random.nextDouble() < crash) {
                restore();
            }
            move();
        }
    }

    private boolean done() {
        for (TrainerTask trainer : trainers) {
            if (!trainer.done()) {
                return false;
            }
        }
        for (Deque<Object>[] row : toShard) {
            for (Deque<Object> channel : row) {
                if (!channel.isEmpty()) {
                    return false;
                }
            }
        }
        return true;
    }

    private void move() {
        int t = random.nextInt(trainers.length);
        int s = random.nextInt(shards.length);
        switch (random.nextInt(4)) {
            case 0 -> {
                if (trainers[t].canBegin()) {
                    trainers[t].begin();
                }
            }
            case 1 -> readAtShard(t, s);
            case 2 -> {
                Reply reply = toTrainer[s][t].poll();
                if (reply != null) {
                    trainers[t].trainer.accept(reply);
                }
            }
            default -> barrier(t);
        }
    }

    private void readAtShard(int t, int s) {
        Object head = toShard[t][s].peek();
        if (head == null) {
            return;
        }
        if (head == BARRIER) {
            // Aligned: the channel waits until every channel has its barrier.
            for (TrainerTask trainer : trainers) {
                if (toShard[trainer.index][s].peek() != BARRIER) {
                    return;
                }
            }
            for (TrainerTask trainer : trainers) {
                toShard[trainer.index][s].poll();
            }
            snapshotShard(s);
            return;
        }
        ServerRequest request = (ServerRequest) toShard[t][s].poll();
        if (request.kind() == ServerRequest.Kind.PULL) {
            byte[] weights = shards[s].pull(request.tables(), request.rows(), request.eventTime());
            toTrainer[s][request.trainer()].add(
                    new Reply(request.trainer(), request.epoch(), request.step(), s, weights));
        } else {
            shards[s].push(request.tables(), request.rows(), request.gradients(), request.eventTime());
            for (long example : request.examples()) {
                if (ParameterShard.auditor(routing, example) == s) {
                    shards[s].audit(example);
                }
            }
        }
    }

    private void barrier(int t) {
        if (pending == null && random.nextInt(20) == 0) {
            pending = new Checkpoint(new int[trainers.length], emptyLists(trainers.length), emptyLists(shards.length));
        }
        TrainerTask trainer = trainers[t];
        if (pending == null || trainer.barrierSent) {
            return;
        }
        trainer.barrierSent = true;
        pending.positions()[t] = trainer.position;
        pending.unpushed().set(t, trainer.unpushed());
        for (Deque<Object> channel : toShard[t]) {
            channel.add(BARRIER);
        }
    }

    private void snapshotShard(int s) {
        shards[s].cut(routing.firstKeyGroup(s), routing.lastKeyGroup(s), new VersionSink() {
            @Override
            public void row(int keyGroup, RowKey key, float[] weights, int width) {}

            @Override
            public void tombstone(int keyGroup, RowKey key) {}

            @Override
            public void endOfKeyGroup(int keyGroup, Ledger ledger) {}
        });
        pending.stores().set(s, stores[s].copy());
        if (!pending.stores().contains(null)) {
            completed = pending;
            pending = null;
            for (TrainerTask trainer : trainers) {
                trainer.barrierSent = false;
            }
        }
    }

    private static <T> List<T> emptyLists(int size) {
        List<T> list = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            list.add(null);
        }
        return list;
    }

    private void restore() {
        pending = null;
        for (Deque<Object>[] row : toShard) {
            for (Deque<Object> channel : row) {
                channel.clear();
            }
        }
        for (Deque<Reply>[] row : toTrainer) {
            for (Deque<Reply> channel : row) {
                channel.clear();
            }
        }
        stores = new InMemoryRowStore[completed.stores().size()];
        shards = new ParameterShard[stores.length];
        for (int s = 0; s < shards.length; s++) {
            stores[s] = completed.stores().get(s).copy();
            shards[s] = new ParameterShard(new Recommender(model).tables(), model.seed(), routing, stores[s], life, 50);
        }
        for (TrainerTask trainer : trainers) {
            trainer.start(
                    completed.positions()[trainer.index], completed.unpushed().get(trainer.index));
        }
    }

    /** What the trainers judged, also what they judged again after a crash. */
    List<Judgement> judgements() {
        return judgements;
    }

    /** The halves of judgements, likewise. */
    List<HalfJudgement> halves() {
        return halves;
    }

    /** The rows that are there, after an {@link #audit}. */
    Map<RowKey, String> livingRows() {
        Map<RowKey, String> living = new TreeMap<>();
        for (InMemoryRowStore store : stores) {
            living.putAll(store.living(life, KEY_GROUPS));
        }
        return living;
    }

    /** Applied count and applied digest over all shards. */
    long[] audit() {
        long[] audit = new long[2];
        for (ParameterShard shard : shards) {
            shard.cut(0, KEY_GROUPS - 1, new VersionSink() {
                @Override
                public void row(int keyGroup, RowKey key, float[] weights, int width) {}

                @Override
                public void tombstone(int keyGroup, RowKey key) {}

                @Override
                public void endOfKeyGroup(int keyGroup, Ledger ledger) {
                    audit[0] += ledger.appliedExamples;
                    audit[1] += ledger.appliedDigest;
                }
            });
        }
        return audit;
    }
}
