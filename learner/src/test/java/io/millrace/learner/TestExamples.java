package io.millrace.learner;

import io.millrace.model.HstuSizes;
import io.millrace.model.ModelConfig;
import io.millrace.model.WukongSizes;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Seeded training examples over a small world, and a model small enough to train in a test. */
public final class TestExamples {
    private static final int ITEMS = 30;
    private static final long CLICK = Ids.of("click");

    private TestExamples() {}

    public static ModelConfig tinyModel() {
        return new ModelConfig(
                new HstuSizes(8, 1, 2, 4, 4, 40, 0),
                new WukongSizes(4, 1, 3, 3, 2, List.of(8), List.of(8), false),
                List.of("click", "convert"),
                List.of("category"),
                List.of("click"),
                8,
                0.05f,
                0.05f,
                1e-3f,
                7);
    }

    /** {@code count} examples with ids of their own, of a few users. */
    public static List<TrainingExample> some(int count, long seed) {
        List<TrainingExample> examples = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            examples.add(one(seed, i));
        }
        return examples;
    }

    /** The {@code number}-th of the examples of {@code seed}. */
    public static TrainingExample one(long seed, long number) {
        long id = Ids.combine(seed, number);
        Random random = new Random(id);
        int length = 2 + random.nextInt(6);
        List<Interaction> interactions = new ArrayList<>();
        List<Supervision> supervision = new ArrayList<>();
        long time = 1_700_000_000_000L + random.nextInt(1_000_000);
        for (int i = 0; i < length; i++) {
            time += 1_000 + random.nextInt(60_000);
            boolean clicked = random.nextBoolean();
            interactions.add(new Interaction(
                    Ids.of("item-" + random.nextInt(ITEMS)),
                    time,
                    clicked ? List.of(CLICK) : List.of(),
                    time,
                    List.of(Ids.ofFact("category", "c" + random.nextInt(3))),
                    List.of()));
            supervision.add(new Supervision(i, "click", clicked ? 1f : 0f, 1f, time, true));
            if (clicked) {
                supervision.add(new Supervision(i, "convert", random.nextInt(4) == 0 ? 1f : 0f, 1f, time, true));
                supervision.add(new Supervision(i, "retrieval", 1f, 1f, time, true));
            }
        }
        return new TrainingExample(
                id,
                Ids.of("user-" + random.nextInt(5)),
                time + 1_000,
                List.of(Ids.ofFact("country", "x")),
                interactions,
                List.of(),
                supervision,
                time);
    }

    /** An example that there is nothing to learn from. */
    public static TrainingExample onlyJudgedBy(TrainingExample example) {
        example.getSupervision().forEach(label -> label.setWeight(0f));
        return example;
    }

    /** What the audit of these examples amounts to. */
    public static long digestOf(List<TrainingExample> examples) {
        return examples.stream().mapToLong(e -> Ids.mix(e.getExampleId())).sum();
    }
}
