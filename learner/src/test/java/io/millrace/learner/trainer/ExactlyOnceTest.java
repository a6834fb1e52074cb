package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.TestExamples;
import io.millrace.learner.publish.FollowedModelLog;
import io.millrace.learner.server.RowKey;
import io.millrace.model.HstuSizes;
import io.millrace.model.ModelConfig;
import io.millrace.model.Recommender;
import io.millrace.model.WukongSizes;
import io.millrace.model.optimizer.NormClipping;
import io.millrace.model.row.RowCodec;
import io.millrace.model.row.Table;
import io.millrace.model.sampling.Sampling;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.TrainingExample;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The protocol under random interleavings and mishaps, against the one-line reference: every example once. The seed says
 * everything about a run, so that one that fails can be had again; {@code -Dmillrace.simulations} sets how many there are.
 */
class ExactlyOnceTest {
    private static final int SIMULATIONS = Integer.getInteger("millrace.simulations", 2_000);
    private static final int EXAMPLES = 12;

    /** Of every kind of row one or two: what is learnt does not matter here, only that it is learnt once. */
    private static final ModelConfig MODEL = new ModelConfig(
            new HstuSizes(4, 1, 1, 4, 4, 10, 0),
            new WukongSizes(4, 1, 2, 2, 1, List.of(4), List.of(4), false),
            List.of("click"),
            List.of("category"),
            List.of("click"),
            2,
            0.05f,
            0.05f,
            1e-3f,
            7);

    private static final List<Table> TABLES = new Recommender(MODEL).tables();

    @ParameterizedTest(name = "{0} trainers, {1} shards, {2} credits, crash probability {3}")
    @CsvSource({"1,1,1,0", "1,1,1,0.002", "1,2,3,0.002", "2,1,2,0.002", "2,2,1,0.001", "3,4,2,0.001"})
    void shouldApplyEveryExampleExactlyOnce(int trainers, int shards, int credits, double crash) {
        for (long seed = 0; seed < 20; seed++) {
            List<TrainingExample> all = examples(40, seed);
            LoopSimulation simulation = simulation(all, trainers, shards, config(credits, Sampling.UNIGRAM), seed);
            simulation.run(crash);
            assertThat(simulation.audit()).containsExactly(40, TestExamples.digestOf(all));
        }
    }

    @Test
    void shouldApplyEveryExampleOnceAndPublishWhatWasLearntWhateverHappens() {
        for (long seed = 0; seed < SIMULATIONS; seed++) {
            try {
                goThrough(seed);
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("with seed " + seed, e);
            }
        }
    }

    private static void goThrough(long seed) {
        Random random = new Random(seed);
        List<TrainingExample> all = examples(EXAMPLES, seed);
        LoopSimulation simulation = simulation(
                all,
                1 + random.nextInt(4),
                1 + random.nextInt(4),
                config(
                        new StalenessBounds(1 + random.nextInt(8), 1 + random.nextInt(4), random.nextInt(500)),
                        Sampling.values()[random.nextInt(Sampling.values().length)]),
                seed);
        simulation.run(new Mishaps(
                0.004 * random.nextDouble(),
                0.02 * random.nextDouble(),
                random.nextInt(3) == 0 ? 0.3 : 0,
                random.nextBoolean(),
                random.nextBoolean()));
        assertThat(simulation.audit()).containsExactly(EXAMPLES, TestExamples.digestOf(all));
        simulation.followed().ifPresent(followed -> assertFollowed(followed, simulation, all));
    }

    /** Followers have the rows that are stored, and the last manifest counts what was learnt. */
    private static void assertFollowed(
            FollowedModelLog followed, LoopSimulation simulation, List<TrainingExample> all) {
        Map<RowKey, byte[]> stored = simulation.rows();
        Map<RowKey, float[]> rows = followed.rows();
        assertThat(rows.keySet()).isEqualTo(stored.keySet());
        stored.forEach((key, bytes) -> assertThat(rows.get(key))
                .isEqualTo(Arrays.copyOf(
                        RowCodec.decode(bytes).values, TABLES.get(key.table()).width())));
        Manifest newest = followed.newest();
        for (int keyGroup = 0; keyGroup < LoopSimulation.KEY_GROUPS; keyGroup++) {
            assertThat(followed.closed(keyGroup)).isEqualTo(newest.getVersion());
        }
        assertThat(newest.getRows()).isEqualTo(stored.size());
        assertThat(newest.getAppliedExamples()).isEqualTo(EXAMPLES);
        assertThat(newest.getAppliedDigest()).isEqualTo(TestExamples.digestOf(all));
    }

    /** The shards may be as many as they like: with one trainer and one credit each row sees the same gradients in turn. */
    @Test
    void shouldGiveTheSameBytesSlotsIncludedWithOneTrainerAndOneCredit() {
        for (long seed = 0; seed < SIMULATIONS / 8; seed++) {
            Sampling sampling = Sampling.values()[(int) (seed % Sampling.values().length)];
            int denseSteps = 1 + (int) (seed % 3);
            TrainerConfig patient = config(new StalenessBounds(1, denseSteps, Long.MAX_VALUE), sampling);
            LoopSimulation undisturbed = simulation(examples(EXAMPLES, seed), 1, 1, patient, seed);
            undisturbed.run(Mishaps.NONE);
            TrainerConfig impatient = config(new StalenessBounds(1, denseSteps, 100), sampling);
            LoopSimulation disturbed = simulation(examples(EXAMPLES, seed), 1, 3, impatient, seed);
            disturbed.run(new Mishaps(0.004, 0.01, 0.2, false, true));
            assertThat(disturbed.rows().keySet())
                    .as("seed %d", seed)
                    .isEqualTo(undisturbed.rows().keySet());
            undisturbed
                    .rows()
                    .forEach((key, bytes) ->
                            assertThat(disturbed.rows().get(key)).isEqualTo(bytes));
        }
    }

    /** A dense block is updated once for every window of steps, wherever the windows lie. */
    @Test
    void shouldPushTheDenseGradientsOfEveryStepOnce() {
        for (long seed = 0; seed < SIMULATIONS / 8; seed++) {
            TrainerConfig every = config(new StalenessBounds(1 + (int) (seed % 4), 1, 300), Sampling.UNIFORM);
            LoopSimulation simulation = simulation(examples(EXAMPLES, seed), 1 + (int) (seed % 3), 2, every, seed);
            simulation.run(new Mishaps(0.004, 0.01, 0.2, true, true));
            long learnt = EXAMPLES - (EXAMPLES + 2) / 3;
            for (Table table : TABLES) {
                for (int block = 0; block < table.blocks(); block++) {
                    byte[] row = simulation.rows().get(new RowKey(table.id(), block));
                    assertThat(RowCodec.decode(row).updates).as("seed %d", seed).isEqualTo(learnt);
                }
            }
        }
    }

    private static TrainerConfig config(int credits, Sampling sampling) {
        return config(StalenessBounds.ofCredits(credits), sampling);
    }

    private static TrainerConfig config(StalenessBounds staleness, Sampling sampling) {
        return new TrainerConfig(staleness, new NormClipping(10), 100, sampling, 0.75);
    }

    private static LoopSimulation simulation(
            List<TrainingExample> all, int trainers, int shards, TrainerConfig config, long seed) {
        return new LoopSimulation(MODEL, config, divide(all, trainers), shards, seed);
    }

    /** Short ones, of which one in three has nothing to learn from. */
    private static List<TrainingExample> examples(int count, long seed) {
        List<TrainingExample> all = TestExamples.some(count, seed);
        for (TrainingExample example : all) {
            example.setInteractions(example.getInteractions().subList(0, 2));
            example.getSupervision()
                    .removeIf(label ->
                            label.getInteraction() > 1 || label.getTask().equals("convert"));
        }
        for (int i = 0; i < all.size(); i += 3) {
            all.set(i, TestExamples.onlyJudgedBy(all.get(i)));
        }
        return all;
    }

    private static List<List<TrainingExample>> divide(List<TrainingExample> all, int trainers) {
        List<List<TrainingExample>> parts = new ArrayList<>();
        for (int t = 0; t < trainers; t++) {
            parts.add(new ArrayList<>());
        }
        for (int i = 0; i < all.size(); i++) {
            parts.get(i % trainers).add(all.get(i));
        }
        return parts;
    }
}
