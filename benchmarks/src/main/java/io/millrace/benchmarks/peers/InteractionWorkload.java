package io.millrace.benchmarks.peers;

import io.millrace.model.WukongSizes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Wukong over units that are rows of one table: forward, backward, AdamW on the tensors, row-wise AdaGrad on the rows.
 *
 * @param wukong its sizes: all layers alike, one hidden layer in the blocks and one in the head, nF + nL = u
 * @param examples what it learns from, in batches of 256
 */
record InteractionWorkload(String name, WukongSizes wukong, List<Interaction> examples) implements Workload {
    /** Rows of the table. */
    static final int ROWS = 200_000;

    static final int BATCH = 256;

    /** The row of every unit, and whether what was shown was taken. */
    record Interaction(int[] rows, boolean taken) {}

    /** Made-up examples: rows that repeat as popular ones do, density falling with the square root; one in ten taken. */
    static List<Interaction> made(int count, int units, long seed) {
        Random random = new Random(seed);
        return IntStream.range(0, count)
                .mapToObj(i -> new Interaction(
                        IntStream.range(0, units)
                                .map(u -> (int) (ROWS * Math.pow(random.nextDouble(), 2)))
                                .toArray(),
                        random.nextInt(10) == 0))
                .toList();
    }

    /** u. */
    int unitCount() {
        return layer().fmbUnits() + layer().lcbUnits();
    }

    private WukongSizes.Layer layer() {
        return wukong.layers().get(0);
    }

    @Override
    public String unit() {
        return "examples";
    }

    @Override
    public long units() {
        return examples.size();
    }

    /** By MATH §4: six for every multiply-add of the forward pass. */
    @Override
    public double flop() {
        return 6.0 * forwardMacs() * examples.size();
    }

    /** Multiply-adds of one example's forward pass, the head's included. */
    long forwardMacs() {
        long u = unitCount();
        long d = wukong.unitWidth();
        long k = layer().rank();
        long hidden = layer().fmbHidden().get(0);
        long head = wukong.headHidden().get(0);
        long mlp = u * k * hidden + hidden * layer().fmbUnits() * d;
        long perLayer = 2 * u * d * k + mlp + u * layer().lcbUnits() * d;
        return wukong.layers().size() * perLayer + u * d * head + head;
    }

    /** A line of {@code key=value}, then a line for every example: the label and the rows. */
    @Override
    public void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(
                " ",
                "units=" + unitCount(),
                "width=" + wukong.unitWidth(),
                "layers=" + wukong.layers().size(),
                "fm_units=" + layer().fmbUnits(),
                "linear_units=" + layer().lcbUnits(),
                "rank=" + layer().rank(),
                "hidden=" + layer().fmbHidden().get(0),
                "head=" + wukong.headHidden().get(0),
                "rows=" + ROWS,
                "batch=" + BATCH));
        for (Interaction example : examples) {
            lines.add(Arrays.stream(example.rows())
                    .mapToObj(String::valueOf)
                    .collect(Collectors.joining(" ", example.taken() ? "1 " : "0 ", "")));
        }
        Files.write(file, lines);
    }

    @Override
    public String peer() {
        return "wukong_peer.py";
    }

    @Override
    public Runnable trainer() {
        WukongTrainer trainer = new WukongTrainer(this);
        List<List<Interaction>> batches = Batches.of(examples, BATCH);
        return () -> batches.forEach(trainer::step);
    }
}
