package io.millrace.learner.trainer;

import io.millrace.learner.exchange.Reply;
import io.millrace.schemas.TrainingExample;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/** One trainer of a {@link LoopSimulation} in one attempt, with its share of the input. */
final class SimulatedTrainer {
    /** Where an input is read next. */
    static final class Input {
        final List<TrainingExample> examples;
        int position;

        Input(List<TrainingExample> examples, int position) {
            this.examples = examples;
            this.position = position;
        }

        boolean ended() {
            return position == examples.size();
        }
    }

    /**
     * @param unpushed the examples begun and not pushed
     * @param unpushedDense what has gathered for the dense tensors: nothing or one
     * @param vocabulary ids and counts in turns
     */
    record Snapshot(List<TrainingExample> unpushed, List<byte[]> unpushedDense, long[] vocabulary) {
        static final Snapshot EMPTY = new Snapshot(List.of(), List.of(), new long[0]);
    }

    /** Where replies wait, by shard. */
    final List<Deque<Reply>> replies = new ArrayList<>();

    private final Trainer trainer;
    private final List<Input> inputs;
    private final Deque<TrainingExample> restored;
    private int nextInput;

    /**
     * @param restored what is to be learnt before anything new
     * @param restoredDense what had gathered for the dense tensors
     * @param vocabularies those of all trainers, each of which restores all
     */
    SimulatedTrainer(
            Trainer trainer,
            int shards,
            List<Input> inputs,
            Collection<TrainingExample> restored,
            List<byte[]> restoredDense,
            List<long[]> vocabularies) {
        this.trainer = trainer;
        this.inputs = inputs;
        this.restored = new ArrayDeque<>(restored);
        for (int s = 0; s < shards; s++) {
            replies.add(new ArrayDeque<>());
        }
        restoredDense.forEach(trainer::restoreDense);
        vocabularies.forEach(this::restoreVocabulary);
    }

    private void restoreVocabulary(long[] idsAndCounts) {
        ItemVocabulary vocabulary = trainer.vocabulary();
        for (int i = 0; i < idsAndCounts.length; i += 2) {
            int known = vocabulary.indexOf(idsAndCounts[i]);
            long knownCount = known < 0 ? 0 : vocabulary.popularity().count(known);
            vocabulary.add(idsAndCounts[i], Math.max(0, idsAndCounts[i + 1] - knownCount));
        }
    }

    /** Begins an example, if there is one and a credit. */
    void begin() {
        if (!trainer.hasCredit()) {
            return;
        }
        if (!restored.isEmpty()) {
            trainer.begin(restored.poll());
        } else if (!inputs.isEmpty()) {
            Input input = inputs.get(nextInput++ % inputs.size());
            if (!input.ended()) {
                trainer.begin(input.examples.get(input.position++));
            }
        }
    }

    /** Takes the next reply of one of the shards that have replied. */
    void read(Random random) {
        int shard = Channels.any(replies, random, any -> true);
        if (shard >= 0) {
            trainer.accept(replies.get(shard).poll());
        }
    }

    boolean done() {
        return restored.isEmpty() && trainer.idle() && inputs.stream().allMatch(Input::ended);
    }

    Snapshot snapshot() {
        List<TrainingExample> unpushed = new ArrayList<>(trainer.unpushed());
        unpushed.addAll(restored);
        ItemVocabulary vocabulary = trainer.vocabulary();
        long[] idsAndCounts = new long[2 * vocabulary.size()];
        for (int i = 0; i < vocabulary.size(); i++) {
            idsAndCounts[2 * i] = vocabulary.id(i);
            idsAndCounts[2 * i + 1] = vocabulary.popularity().count(i);
        }
        byte[] dense = trainer.unpushedDense();
        return new Snapshot(unpushed, dense == null ? List.of() : List.of(dense), idsAndCounts);
    }
}
