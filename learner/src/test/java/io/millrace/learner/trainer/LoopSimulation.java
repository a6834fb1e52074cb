package io.millrace.learner.trainer;

import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.publish.FollowedModelLog;
import io.millrace.learner.publish.InMemoryModelLog;
import io.millrace.learner.publish.KeyGroupCut;
import io.millrace.learner.publish.ManifestAssembler;
import io.millrace.learner.publish.ModelLog;
import io.millrace.learner.server.InMemoryRowStore;
import io.millrace.learner.server.Ledger;
import io.millrace.learner.server.ParameterShard;
import io.millrace.learner.server.RowKey;
import io.millrace.learner.server.RowLife;
import io.millrace.model.ModelConfig;
import io.millrace.model.Recommender;
import io.millrace.model.row.Table;
import io.millrace.model.row.TableNumbers;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.ModelRecordCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * Trainers, shards and publication as plain classes, joined by in-memory channels and driven one random move at a time: a
 * step begun, a message delivered, a barrier, a checkpoint given up, a crash, a restart at another parallelism. Channels
 * keep their order, barriers align, a crash throws away everything but the completed checkpoints: what Flink does,
 * without Flink.
 */
final class LoopSimulation {
    static final int KEY_GROUPS = 8;
    static final long LINEAGE = 1;
    private static final int MOST_OF_A_KIND = 4;
    /** Too little to know what changed, and enough. */
    private static final long[] CACHE_BYTES = {10_000, 100_000};

    private static final long NONE_DUE = -1;

    private final ModelConfig model;
    private final List<Table> tables;
    private final TrainerConfig config;
    private final Random random;
    private final RowLife life;
    private final long cacheBytes;
    private final List<List<TrainingExample>> examples;
    private final List<Judgement> judgements = new ArrayList<>();
    private final List<HalfJudgement> halves = new ArrayList<>();
    private final List<SimulatedCheckpoint> completed = new ArrayList<>();
    private final ModelRecordCodec codec = new ModelRecordCodec();
    private Optional<FollowedModelLog> followed = Optional.of(new FollowedModelLog(this::newestCompleted));

    /** The clock. */
    private long moves;

    // Of the attempt.
    private Routing routing;
    private List<SimulatedTrainer.Input> inputs;
    private List<SimulatedTrainer> trainers;
    private List<SimulatedShard> shards;
    private ManifestAssembler manifests;
    private SimulatedCheckpoint pending;
    private long nextCheckpoint;
    private long[] barrierDue;

    /** @param inputs what is read in order, each; there are as many trainers to begin with */
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
        this.cacheBytes = CACHE_BYTES[Math.floorMod(seed, CACHE_BYTES.length)];
        this.model = model;
        this.tables = new Recommender(model).tables();
        this.config = config;
        this.random = new Random(seed);
        this.examples = inputs;
        SimulatedCheckpoint nothing = new SimulatedCheckpoint(0, inputs.size(), inputs.size(), shardCount);
        Arrays.fill(nothing.trainers, SimulatedTrainer.Snapshot.EMPTY);
        Arrays.fill(nothing.shards, SimulatedShard.Snapshot.EMPTY);
        completed.add(nothing);
        restore(inputs.size(), shardCount);
    }

    /** Goes on until all is learnt, crashing with the given probability at every move. */
    void run(double crash) {
        run(Mishaps.crashes(crash));
    }

    /** Goes on until all is learnt whatever happens, and until a version with all of it is out. */
    void run(Mishaps mishaps) {
        while (!learnt()) {
            if (random.nextDouble() < mishaps.crash()) {
                restart(mishaps);
            }
            if (pending != null && random.nextDouble() < mishaps.abort()) {
                abort();
            }
            move();
        }
        long last = nextCheckpoint;
        while (newestCompleted() < last) {
            move();
        }
        for (int publisher = 0; publisher <= shards.size(); publisher++) {
            publish(publisher);
        }
    }

    private boolean learnt() {
        return trainers.stream().allMatch(SimulatedTrainer::done)
                && shards.stream().allMatch(SimulatedShard::idle);
    }

    private void move() {
        moves++;
        int t = random.nextInt(trainers.size());
        int s = random.nextInt(shards.size());
        switch (random.nextInt(9)) {
            case 0, 1 -> trainers.get(t).begin();
            case 2, 3 -> readAtShard(s);
            case 4, 5 -> trainers.get(t).read(random);
            case 6, 7 -> barrier(t);
            default -> publish(random.nextInt(shards.size() + 1));
        }
    }

    private void barrier(int t) {
        if (pending == null && random.nextInt(20) == 0) {
            pending = new SimulatedCheckpoint(nextCheckpoint++, inputs.size(), trainers.size(), shards.size());
            Arrays.fill(barrierDue, pending.id);
        }
        long due = barrierDue[t];
        if (due == NONE_DUE) {
            return;
        }
        barrierDue[t] = NONE_DUE;
        if (pending != null && pending.id == due) {
            pending.trainers[t] = trainers.get(t).snapshot();
            for (int i = t; i < inputs.size(); i += trainers.size()) {
                pending.positions[i] = inputs.get(i).position;
            }
        }
        shards.forEach(shard -> shard.inputs.get(t).add(new SimulatedShard.Barrier(due)));
    }

    private void readAtShard(int s) {
        long checkpoint = shards.get(s).read(random, trainers);
        if (checkpoint < 0) {
            return;
        }
        SimulatedShard.Snapshot snapshot = shards.get(s).snapshot(checkpoint);
        if (pending != null && pending.id == checkpoint) {
            pending.shards[s] = snapshot;
            if (pending.complete()) {
                pending.marks = manifests.waitingMarks();
                pending.parent = manifests.parent();
                completed.add(pending);
                pending = null;
            }
        }
    }

    /** Gives a checkpoint up. Whoever has not heard of it in time goes on with it. */
    private void abort() {
        for (int t = 0; t < trainers.size(); t++) {
            if (random.nextBoolean()) {
                barrierDue[t] = NONE_DUE;
            }
        }
        for (SimulatedShard shard : shards) {
            if (random.nextBoolean()) {
                shard.giveUp(pending.id);
            }
        }
        pending = null;
    }

    /** Has one of the publishers, or whoever writes the manifests, hear of what is complete. */
    private void publish(int publisher) {
        ModelLog log = followed.<ModelLog>map(Function.identity()).orElseGet(InMemoryModelLog::new);
        if (publisher == shards.size()) {
            for (Manifest manifest : manifests.complete(newestCompleted(), 0)) {
                ModelRecordCodec.Encoded record = codec.manifest(manifest);
                log.appendManifest(record.key(), record.value());
            }
            return;
        }
        try {
            shards.get(publisher).outbox.send(newestCompleted(), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void restart(Mishaps mishaps) {
        while (completed.size() > 1 && random.nextDouble() < mishaps.rewind()) {
            completed.remove(completed.size() - 1);
            // What is out cannot be taken back: whoever goes back behind it has to begin a log of its own.
            followed = Optional.empty();
        }
        restore(
                mishaps.rescaleTrainers() ? 1 + random.nextInt(MOST_OF_A_KIND) : trainers.size(),
                mishaps.rescaleShards() ? 1 + random.nextInt(MOST_OF_A_KIND) : shards.size());
    }

    private void restore(int trainerCount, int shardCount) {
        SimulatedCheckpoint from = newest();
        pending = null;
        nextCheckpoint = from.id + 1;
        barrierDue = new long[trainerCount];
        Arrays.fill(barrierDue, NONE_DUE);
        routing = new Routing(KEY_GROUPS, shardCount, TableNumbers.inOrder(tables.size()));
        manifests = new ManifestAssembler(model.toText(), KEY_GROUPS, from.parent);
        from.marks.forEach(manifests::add);
        restoreShards(from, trainerCount);
        restoreTrainers(from, trainerCount);
        List<Integer> publishers = new ArrayList<>();
        for (int publisher = 0; publisher <= shardCount; publisher++) {
            publishers.add(publisher);
        }
        Collections.shuffle(publishers, random);
        publishers.forEach(this::publish);
    }

    private void restoreShards(SimulatedCheckpoint from, int trainerCount) {
        InMemoryRowStore all = from.store();
        List<KeyGroupCut> outboxes = from.outboxes();
        shards = new ArrayList<>();
        for (int s = 0; s < routing.shards(); s++) {
            int index = s;
            InMemoryRowStore store = all.copy(keyGroup -> routing.shardOf(keyGroup) == index);
            ParameterShard shard = new ParameterShard(tables, model.seed(), routing, store, life, cacheBytes);
            shards.add(new SimulatedShard(s, trainerCount, routing, shard, store, codec, manifests::add));
            shards.get(s).outbox.restore(outboxes, keyGroup -> routing.shardOf(keyGroup) == index);
        }
    }

    private void restoreTrainers(SimulatedCheckpoint from, int trainerCount) {
        List<List<TrainingExample>> unpushed = from.unpushed(trainerCount);
        List<List<byte[]>> unpushedDense = from.unpushedDense(trainerCount);
        inputs = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            inputs.add(new SimulatedTrainer.Input(examples.get(i), from.positions[i]));
        }
        trainers = new ArrayList<>();
        for (int t = 0; t < trainerCount; t++) {
            int index = t;
            var sink = new TestingSink(request -> send(index, request), judgements, halves);
            List<SimulatedTrainer.Input> own = new ArrayList<>();
            for (int i = t; i < inputs.size(); i += trainerCount) {
                own.add(inputs.get(i));
            }
            Trainer trainer = new Trainer(model, config, routing, t, random.nextLong(), () -> moves, sink);
            trainers.add(new SimulatedTrainer(
                    trainer, routing.shards(), own, unpushed.get(t), unpushedDense.get(t), from.vocabularies()));
        }
    }

    private void send(int trainer, ServerRequest request) {
        int shard = routing.shardOf(KeyGroupRangeAssignment.assignToKeyGroup(request.route(), KEY_GROUPS));
        shards.get(shard).inputs.get(trainer).add(request);
    }

    private SimulatedCheckpoint newest() {
        return completed.get(completed.size() - 1);
    }

    private long newestCompleted() {
        return newest().id;
    }

    /** What the trainers judged, also what they judged again after a crash. */
    List<Judgement> judgements() {
        return judgements;
    }

    /** The halves of judgements, likewise. */
    List<HalfJudgement> halves() {
        return halves;
    }

    /** The rows in the newest completed checkpoint, slots included. */
    Map<RowKey, byte[]> rows() {
        return newest().store().rows();
    }

    /** The rows that are there in the newest completed checkpoint, by what is stored of them. */
    Map<RowKey, String> livingRows() {
        return newest().store().living(life, KEY_GROUPS);
    }

    /** Applied count and applied digest over all shards in the newest completed checkpoint. */
    long[] audit() {
        long[] audit = new long[2];
        for (long[] stored : newest().store().ledgers().values()) {
            Ledger ledger = Ledger.of(stored);
            audit[0] += ledger.appliedExamples;
            audit[1] += ledger.appliedDigest;
        }
        return audit;
    }

    /** What followers have; empty if a restart went back behind what was out. */
    Optional<FollowedModelLog> followed() {
        return followed;
    }
}
