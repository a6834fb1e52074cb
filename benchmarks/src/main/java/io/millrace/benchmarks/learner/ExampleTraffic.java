package io.millrace.benchmarks.learner;

import io.millrace.schemas.Interaction;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Training examples as the sequence builder makes them: a slice of a user's history with labels for its newest impressions.
 *
 * @param users drawn alike
 * @param items of which the {@code r}-th is shown with a probability proportional to {@code r^-skew}
 * @param skew Zipf exponent
 * @param interactions of a slice
 * @param impressions that are labelled, the newest of the slice; every third was clicked, and of those every eighth
 *     converted
 * @param seed of everything that is drawn
 */
record ExampleTraffic(int users, int items, double skew, int interactions, int impressions, long seed) {
    private static final long START = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final long GAP_MILLIS = 5_000;
    private static final int CATEGORIES = 100;
    private static final long CLICK = Ids.of("click");

    /** The first {@code count} examples. */
    List<TrainingExample> examples(int count) {
        double[] shares = cumulativeShares();
        List<TrainingExample> examples = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            examples.add(example(i, shares));
        }
        return examples;
    }

    private double[] cumulativeShares() {
        double[] shares = new double[items];
        double sum = 0;
        for (int item = 0; item < items; item++) {
            sum += Math.pow(item + 1, -skew);
            shares[item] = sum;
        }
        return shares;
    }

    private TrainingExample example(int number, double[] shares) {
        SplittableRandom random = new SplittableRandom(Ids.combine(seed, number));
        long requestTime = START + number * 100L;
        List<Interaction> interactionsOfSlice = new ArrayList<>(interactions);
        List<Supervision> supervision = new ArrayList<>();
        for (int i = 0; i < interactions; i++) {
            long time = requestTime - (interactions - i) * GAP_MILLIS;
            boolean clicked = random.nextInt(3) == 0;
            int item = drawItem(shares, random);
            interactionsOfSlice.add(new Interaction(
                    Ids.of("i" + item),
                    time,
                    clicked ? List.of(CLICK) : List.of(),
                    time,
                    List.of(Ids.ofFact("category", "c" + item % CATEGORIES)),
                    List.of()));
            if (i >= interactions - impressions) {
                label(supervision, i, clicked, random, requestTime);
            }
        }
        return new TrainingExample(
                Ids.combine(seed, number),
                Ids.of("u" + random.nextInt(users)),
                requestTime,
                List.of(Ids.ofFact("country", "x" + random.nextInt(20))),
                interactionsOfSlice,
                List.of(),
                supervision,
                requestTime);
    }

    private static void label(
            List<Supervision> labels, int interaction, boolean clicked, SplittableRandom random, long matured) {
        labels.add(new Supervision(interaction, "click", clicked ? 1f : 0f, 1f, matured, true));
        if (clicked) {
            labels.add(new Supervision(interaction, "convert", random.nextInt(8) == 0 ? 1f : 0f, 1f, matured, true));
            labels.add(new Supervision(interaction, "retrieval", 1f, 1f, matured, true));
        }
    }

    private int drawItem(double[] shares, SplittableRandom random) {
        int found = Arrays.binarySearch(shares, random.nextDouble() * shares[items - 1]);
        return Math.min(items - 1, found < 0 ? -found - 1 : found);
    }
}
