package io.millrace.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.model.input.Example;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.input.Negatives;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Distribution;
import io.millrace.model.row.Layout;
import io.millrace.model.row.Row;
import io.millrace.model.row.Rows;
import io.millrace.model.row.Table;
import io.millrace.model.sampling.NegativeSampler;
import io.millrace.model.sampling.Sampling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A world without users: one query, after which item i comes with probability p. Scores that are right are ln p and a
 * constant, by whatever negatives are drawn.
 */
class PopularityBiasTest {
    private static final int ITEMS = 64;
    private static final int NEGATIVES = 128;
    private static final int STEPS = 2_000;
    private static final float TEMPERATURE = 0.25f;

    private static final int WIDTH = 8;

    private final Layout layout = new Layout(new RowWiseAdaGrad(0.1f, 1e-8f), new RowWiseAdaGrad(0.1f, 1e-8f));
    private final Table table =
            layout.tables().get(layout.embedding("item", WIDTH, new Distribution.TruncatedNormal(0.02f)));

    @Test
    void shouldScoreByTheLogarithmOfTheProbabilityUnderAnySampler() {
        for (Sampling sampling : Sampling.values()) {
            double[] scores = learn(sampling, true);
            for (int item = 0; item < ITEMS; item++) {
                assertThat(scores[item] - mean(scores)).isBetween(logShare(item) - 0.2, logShare(item) + 0.2);
            }
        }
    }

    @Test
    void shouldTakeThePopularForTheOrdinaryWithoutTheCorrection() {
        double[] scores = learn(Sampling.UNIGRAM, false);
        assertThat(logShare(0) - logShare(ITEMS - 1)).isGreaterThan(2.5);
        for (int item = 0; item < ITEMS; item++) {
            assertThat(scores[item] - mean(scores)).isBetween(-0.2, 0.2);
        }
    }

    /**
     * Learns from steps that hold every item as a positive, weighted by p, and other negatives each.
     *
     * @param corrected whether the loss is told how likely items are to be drawn
     * @return by item: its logit, the mean over the second half of the steps
     */
    private double[] learn(Sampling sampling, boolean corrected) {
        NegativeSampler sampler = sampling.create(1);
        List<Row> rows = new ArrayList<>();
        Parameters parameters = new Parameters(layout.tables());
        for (int item = 0; item < ITEMS; item++) {
            sampler.set(item, count(item));
            rows.add(Rows.born(table, 1, item));
            parameters.put(table.id(), item, rows.get(item).values, 0);
        }
        Gradients gradients = new Gradients(layout.tables());
        RetrievalObjective objective = new RetrievalObjective(table.id(), WIDTH, TEMPERATURE);
        Matrix y = queries();
        double[] scores = new double[ITEMS];
        for (int step = 0; step < STEPS; step++) {
            gradients.clear();
            Matrix ignored = Matrix.of(new float[y.rows() * WIDTH], y.rows(), WIDTH);
            objective.learn(
                    example(negatives(sampler, step, corrected)), parameters, gradients, y, ignored, new ArrayList<>());
            gradients.forEach((id, item, values, offset) -> {
                Row row = rows.get((int) item);
                table.optimizer().apply(row.values, WIDTH, values, offset, ++row.updates);
                parameters.put(id, item, row.values, 0);
            });
            for (int item = 0; step >= STEPS / 2 && item < ITEMS; item++) {
                scores[item] += 2 * logit(rows.get(item)) / STEPS;
            }
        }
        return scores;
    }

    /** The same query at every token. */
    private static Matrix queries() {
        float[] values = new float[(ITEMS + 1) * WIDTH];
        for (int token = 0; token <= ITEMS; token++) {
            values[token * WIDTH] = 1;
        }
        return Matrix.of(values, ITEMS + 1, WIDTH);
    }

    private static double logit(Row row) {
        double squares = 0;
        for (int j = 0; j < WIDTH; j++) {
            squares += row.values[j] * row.values[j];
        }
        return row.values[0] / Math.sqrt(squares) / TEMPERATURE;
    }

    private static Negatives negatives(NegativeSampler sampler, int step, boolean corrected) {
        int[] places = new int[NEGATIVES];
        float[] logs = new float[NEGATIVES];
        sampler.draw(1_000_003L * step, places, logs);
        long[] ids = Arrays.stream(places).asLongStream().toArray();
        if (!corrected) {
            return Negatives.uniform(ids, ITEMS);
        }
        float[] supervised = new float[ITEMS];
        for (int item = 0; item < ITEMS; item++) {
            supervised[item] = sampler.logProbability(count(item));
        }
        return new Negatives(ids, logs, supervised);
    }

    /** Some item, then all of them, each to be found from the token before it. */
    private static Example example(Negatives negatives) {
        int tokens = ITEMS + 1;
        byte[] kinds = new byte[tokens];
        Arrays.fill(kinds, TokenSequence.EVENT);
        long[] ids = LongStream.range(-1, ITEMS).map(item -> Math.max(0, item)).toArray();
        Supervision[] labels = new Supervision[ITEMS];
        for (int item = 0; item < ITEMS; item++) {
            labels[item] = new Supervision(item + 1, Supervision.RETRIEVAL, 1, (float) (ITEMS * share(item)));
        }
        TokenSequence sequence = new TokenSequence(
                kinds, IntStream.rangeClosed(0, tokens).toArray(), ids, new long[tokens], new long[0]);
        return new Example(sequence, 0, 0, new long[ITEMS][0], labels, negatives, 0);
    }

    private static long count(int item) {
        return 1_000_000 / (4 + item);
    }

    private static double share(int item) {
        return (double) count(item)
                / IntStream.range(0, ITEMS).mapToLong(PopularityBiasTest::count).sum();
    }

    /** ln p, less the mean of all of them. */
    private static double logShare(int item) {
        double mean = IntStream.range(0, ITEMS)
                .mapToDouble(i -> Math.log(share(i)))
                .average()
                .orElseThrow();
        return Math.log(share(item)) - mean;
    }

    private static double mean(double[] scores) {
        return Arrays.stream(scores).average().orElseThrow();
    }
}
