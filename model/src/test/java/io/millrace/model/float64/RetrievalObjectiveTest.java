package io.millrace.model.float64;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.model.float64.input.Example;
import io.millrace.model.float64.input.Example.Supervision;
import io.millrace.model.float64.input.Negatives;
import io.millrace.model.float64.input.TokenSequence;
import io.millrace.model.float64.kernel.Matrix;
import io.millrace.model.float64.optimizer.RowWiseAdaGrad;
import io.millrace.model.float64.row.Distribution;
import io.millrace.model.float64.row.Layout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The logQ correction against its formula, with labels of other tasks among those of retrieval. */
class RetrievalObjectiveTest {
    private static final int WIDTH = 3;
    private static final int ITEMS = 6;
    private static final double TEMPERATURE = 0.4;
    private static final double SILENT = -5e4;

    private static final Supervision[] LABELS = {
        new Supervision(1, 0, 1, 1),
        new Supervision(1, Supervision.RETRIEVAL, 1, 1.5),
        new Supervision(2, 0, 0, 1),
        new Supervision(3, Supervision.RETRIEVAL, 1, 0.5)
    };
    private static final int[] RETRIEVALS = {1, 3};
    private static final TokenSequence TOKENS = new TokenSequence(
            new byte[] {TokenSequence.EVENT, TokenSequence.EVENT, TokenSequence.EVENT, TokenSequence.EVENT},
            new int[] {0, 1, 2, 3, 4},
            new long[] {0, 1, 2, 3},
            new long[4],
            new long[0]);

    /** One negative is the positive of the second retrieval, and one is drawn twice. */
    private static final Negatives DRAWN = new Negatives(
            new long[] {4, 3, 5, 4}, new double[] {-0.5, -1.5, -3, -0.5}, new double[] {9, -2.5, 9, -1.5});

    private final Layout layout = new Layout(new RowWiseAdaGrad(1, 1e-8), new RowWiseAdaGrad(1, 1e-8));
    private final int table = layout.embedding("item", WIDTH, new Distribution.Constant(0));
    private final double[][] rows = scattered(ITEMS, 1);
    private final double[][] y = scattered(TOKENS.length(), 2);

    private static double[][] scattered(int count, int phase) {
        double[][] rows = new double[count][WIDTH];
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < WIDTH; j++) {
                rows[i][j] = Math.sin(phase + 3 * i + 7 * j);
            }
        }
        return rows;
    }

    private static double logit(double[] query, double[] row) {
        double dot = 0;
        double queries = 0;
        double rows = 0;
        for (int j = 0; j < WIDTH; j++) {
            dot += query[j] * row[j];
            queries += query[j] * query[j];
            rows += row[j] * row[j];
        }
        return dot / Math.sqrt(queries * rows) / TEMPERATURE;
    }

    /** The mean of {@code weight · (ln Σ exp(s − ln q) − (s⁺ − ln q⁺))}, the sum over the positive and the negatives. */
    private double formula(Negatives negatives) {
        double loss = 0;
        for (int s : RETRIEVALS) {
            int token = LABELS[s].token();
            double own = logit(y[token - 1], rows[token]) - negatives.supervised()[s];
            double total = Math.exp(own);
            for (int r = 0; r < negatives.ids().length; r++) {
                int item = (int) negatives.ids()[r];
                total += Math.exp(
                        item == token
                                ? SILENT
                                : logit(y[token - 1], rows[item]) - negatives.logProbabilities()[r]);
            }
            loss += LABELS[s].weight() / RETRIEVALS.length * (Math.log(total) - own);
        }
        return loss;
    }

    private double learn(Negatives negatives, Gradients gradients, Matrix dy) {
        Parameters parameters = new Parameters(layout.tables());
        for (int item = 0; item < ITEMS; item++) {
            parameters.put(table, item, rows[item], 0);
        }
        Example example = new Example(TOKENS, 0, 0, new long[LABELS.length][0], LABELS, negatives, 0);
        double[] flat = Arrays.stream(y).flatMapToDouble(Arrays::stream).toArray();
        List<Outcome.Retrieval> ignored = new ArrayList<>();
        return new RetrievalObjective(table, WIDTH, TEMPERATURE)
                .learn(example, parameters, gradients, Matrix.of(flat, y.length, WIDTH), dy, ignored);
    }

    private double derivative(double[] of, int element) {
        double value = of[element];
        of[element] = value + 1e-6;
        double above = formula(DRAWN);
        of[element] = value - 1e-6;
        double below = formula(DRAWN);
        of[element] = value;
        return (above - below) / 2e-6;
    }

    @Test
    void shouldTakeFromEveryLogitHowLikelyItsItemIsDrawn() {
        Gradients gradients = new Gradients(layout.tables());
        Matrix dy = Matrix.of(new double[y.length * WIDTH], y.length, WIDTH);
        assertThat(learn(DRAWN, gradients, dy)).isCloseTo(formula(DRAWN), within(1e-12));
        for (int j = 0; j < WIDTH; j++) {
            for (int item = 0; item < ITEMS; item++) {
                assertThat(gradients.row(table, item)[j]).isCloseTo(derivative(rows[item], j), within(1e-8));
            }
            for (int token = 0; token < y.length; token++) {
                assertThat(dy.get(token, j)).isCloseTo(derivative(y[token], j), within(1e-8));
            }
        }
    }

    @Test
    void shouldBeIndifferentToAProbabilityThatAllItemsHave() {
        Gradients gradients = new Gradients(layout.tables());
        Gradients same = new Gradients(layout.tables());
        double[] all = {-2, -2, -2, -2};
        Matrix ignored = Matrix.of(new double[y.length * WIDTH], y.length, WIDTH);
        double loss = learn(new Negatives(DRAWN.ids(), all, all), gradients, ignored);
        assertThat(learn(Negatives.uniform(DRAWN.ids(), LABELS.length), same, ignored))
                .isEqualTo(loss);
        assertThat(loss).isNotCloseTo(formula(DRAWN), within(0.01));
        for (int item = 0; item < ITEMS; item++) {
            assertThat(same.row(table, item)).isEqualTo(gradients.row(table, item));
        }
    }
}
