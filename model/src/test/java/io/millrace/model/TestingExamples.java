package io.millrace.model;

import io.millrace.model.input.Example;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.input.Negatives;
import io.millrace.model.input.TokenSequence;
import io.millrace.schemas.id.Ids;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Small configurations and random examples. */
public final class TestingExamples {
    public static final int ITEMS = 12;

    private static final long CLICK = Ids.of("click");
    private static final long CONVERT = Ids.of("convert");

    private TestingExamples() {}

    /** Odd sizes throughout, so that no two of them can be taken for one another. */
    public static ModelConfig config(float dropout, boolean stopGradient) {
        return new ModelConfig(
                new HstuSizes(6, 2, 2, 2, 3, 41, dropout),
                new WukongSizes(4, 2, 3, 2, 2, List.of(5), List.of(7), stopGradient),
                List.of("click", "convert"),
                List.of("category", "device"),
                List.of("click", "convert"),
                5,
                0.5f,
                0.05f,
                0.01f,
                17);
    }

    /** Layers of sizes of their own, one of which attends; fields with several units, and such that share one. */
    public static ModelConfig uneven() {
        ModelConfig config = config(0, false);
        WukongSizes wukong = new WukongSizes(
                4,
                List.of(
                        new WukongSizes.Layer(3, 2, 2, List.of(5), List.of(6)),
                        new WukongSizes.Layer(2, 1, 3, List.of(), List.of())),
                new WukongSizes.Fields(Map.of("item", 2), List.of("user", "device"), 3),
                new WukongSizes.Dense(2, List.of(3)),
                List.of(7),
                false);
        return new ModelConfig(
                config.hstu(),
                wukong,
                config.tasks(),
                config.features(),
                config.positiveActions(),
                config.negatives(),
                config.temperature(),
                config.rowLearningRate(),
                config.denseLearningRate(),
                config.seed());
    }

    /** {@link #uneven}, with three dense features that make two units. */
    public static ModelConfig withNumbers() {
        return uneven().withDenseFeatures(List.of("price", "stock", "age"));
    }

    /** A {@link #random} example with numbers of all magnitudes, of which every third is absent. */
    public static Example withNumbers(long seed, int interactions) {
        Example all = random(seed, interactions);
        SplittableRandom random = new SplittableRandom(seed);
        float[][] dense = new float[all.supervision().length][3];
        for (int s = 0; s < dense.length; s++) {
            if (s > 0 && all.supervision()[s].token() == all.supervision()[s - 1].token()) {
                dense[s] = dense[s - 1];
                continue;
            }
            for (int i = 0; i < 3; i++) {
                double magnitude = Math.exp(random.nextDouble() * 16 - 4);
                double number = random.nextBoolean() ? magnitude : -magnitude;
                dense[s][i] = random.nextInt(3) == 0 ? Float.NaN : (float) number;
            }
        }
        return new Example(
                all.tokens(),
                all.user(),
                all.requestSeconds(),
                all.features(),
                dense,
                all.supervision(),
                all.negatives(),
                all.seed());
    }

    /** A configuration that thins out long histories. */
    public static ModelConfig thinned() {
        ModelConfig config = config(0, false);
        HstuSizes hstu = config.hstu();
        return new ModelConfig(
                new HstuSizes(
                        hstu.width(),
                        hstu.layers(),
                        hstu.heads(),
                        hstu.qkWidth(),
                        hstu.valueWidth(),
                        hstu.maxTokens(),
                        hstu.dropout(),
                        1.2f),
                config.wukong(),
                config.tasks(),
                config.features(),
                config.positiveActions(),
                config.negatives(),
                config.temperature(),
                config.rowLearningRate(),
                config.denseLearningRate(),
                config.seed());
    }

    /** A configuration for data in which there is only to retrieve. */
    public static ModelConfig withoutTasks() {
        ModelConfig config = config(0, false);
        return new ModelConfig(
                config.hstu(),
                config.wukong(),
                List.of(),
                config.features(),
                config.positiveActions(),
                config.negatives(),
                config.temperature(),
                config.rowLearningRate(),
                config.denseLearningRate(),
                config.seed());
    }

    /** A {@link #random} example without its ranking labels. */
    public static Example retrieval(long seed, int interactions) {
        Example all = random(seed, interactions);
        Supervision[] retrievals = Arrays.stream(all.supervision())
                .filter(label -> label.task() == Supervision.RETRIEVAL)
                .toArray(Supervision[]::new);
        return new Example(
                all.tokens(),
                all.user(),
                all.requestSeconds(),
                new long[retrievals.length][2],
                retrievals,
                all.negatives(),
                all.seed());
    }

    /** A {@link #random} example whose conversions are labels of the first two auxiliary tasks instead. */
    public static Example auxiliary(long seed, int interactions) {
        Example all = random(seed, interactions);
        Supervision[] labels = all.supervision().clone();
        for (int s = 0; s < labels.length; s++) {
            Supervision label = labels[s];
            if (label.task() == 1) {
                labels[s] = new Supervision(label.token(), 2 + s % 2, label.label(), label.weight());
            }
        }
        return new Example(
                all.tokens(), all.user(), all.requestSeconds(), all.features(), labels, all.negatives(), all.seed());
    }

    /** An example of every kind of token and label, over few enough ids that they repeat. */
    public static Example random(long seed, int interactions) {
        SplittableRandom random = new SplittableRandom(seed);
        Tokens tokens = new Tokens();
        List<Supervision> supervision = new ArrayList<>();
        List<long[]> features = new ArrayList<>();
        for (int i = 0; i < interactions; i++) {
            if (random.nextInt(4) == 0) {
                tokens.add(TokenSequence.AUXILIARY, random.nextInt(3), random);
            }
            int token = tokens.size();
            tokens.add(TokenSequence.ITEM, random.nextInt(ITEMS), random);
            boolean clicked = random.nextInt(2) == 0;
            boolean converted = clicked && random.nextInt(2) == 0;
            long[] values = {random.nextInt(3), random.nextInt(3)};
            if (clicked) {
                supervision.add(new Supervision(token, Supervision.RETRIEVAL, 1, 1));
                features.add(values);
            }
            supervision.add(new Supervision(token, 0, clicked ? 1 : 0, 1));
            features.add(values);
            if (clicked) {
                supervision.add(new Supervision(token, 1, converted ? 1 : 0, 1.5f));
                features.add(values);
            }
            long[] actions = converted ? new long[] {CLICK, CONVERT} : new long[] {clicked ? CLICK : 0};
            tokens.add(TokenSequence.ACTION, actions, random);
        }
        long[] negatives = random.longs(5, 0, ITEMS).toArray();
        return new Example(
                tokens.sequence(new long[] {random.nextInt(4), 4 + random.nextInt(4)}),
                random.nextInt(3),
                tokens.now() + 60,
                features.toArray(new long[0][]),
                supervision.toArray(new Supervision[0]),
                Negatives.uniform(negatives, supervision.size()),
                random.nextLong());
    }

    /** Tokens in the making; each comes some seconds after the one before. */
    public static final class Tokens {
        private final List<Byte> kinds = new ArrayList<>();
        private final List<long[]> ids = new ArrayList<>();
        private final List<Long> seconds = new ArrayList<>();
        private long now = 1_700_000_000;

        public void add(byte kind, long id, SplittableRandom random) {
            add(kind, new long[] {id}, random);
        }

        public void add(byte kind, long[] tokenIds, SplittableRandom random) {
            now += (long) Math.exp(random.nextDouble() * 12);
            kinds.add(kind);
            ids.add(tokenIds);
            seconds.add(now);
        }

        /** Exposures of one item, a minute apart. */
        public void addItems(int count) {
            for (int i = 0; i < count; i++) {
                now += 60;
                kinds.add(TokenSequence.ITEM);
                ids.add(new long[] {7});
                seconds.add(now);
            }
        }

        public int size() {
            return kinds.size();
        }

        public long now() {
            return now;
        }

        public TokenSequence sequence(long[] statics) {
            byte[] kindArray = new byte[kinds.size()];
            int[] offsets = new int[kinds.size() + 1];
            for (int i = 0; i < kindArray.length; i++) {
                kindArray[i] = kinds.get(i);
                offsets[i + 1] = offsets[i] + ids.get(i).length;
            }
            return new TokenSequence(
                    kindArray,
                    offsets,
                    ids.stream().flatMapToLong(java.util.Arrays::stream).toArray(),
                    seconds.stream().mapToLong(Long::longValue).toArray(),
                    statics);
        }
    }
}
