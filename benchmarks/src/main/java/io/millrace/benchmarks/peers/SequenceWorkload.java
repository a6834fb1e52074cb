package io.millrace.benchmarks.peers;

import io.millrace.model.Encoder;
import io.millrace.model.HstuSizes;
import io.millrace.model.epochs.NextItemTrainer;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.optimizer.AdamW;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * HSTU as in the paper's ML-1M run, everything included: time bias, dropout, loss with 128 negatives a position, AdamW on
 * every row.
 *
 * @param hstu its sizes
 * @param users whom it learns from, in batches of 128
 */
record SequenceWorkload(String name, HstuSizes hstu, List<TokenSequence> users) implements Workload {
    private static final int NEGATIVES = 128;
    private static final int BATCH = 128;
    private static final float TEMPERATURE = 0.05f;

    @Override
    public String unit() {
        return "tokens";
    }

    @Override
    public long units() {
        return users.stream().mapToLong(TokenSequence::length).sum();
    }

    /** By MATH §9, with the products of the loss. */
    @Override
    public double flop() {
        double queryAndValue = hstu.heads() * (hstu.qkWidth() + hstu.valueWidth());
        double values = (double) hstu.heads() * hstu.valueWidth();
        double perToken = 12 * hstu.width() * queryAndValue + 6 * values * hstu.width();
        double flop = 0;
        for (TokenSequence user : users) {
            double n = user.length();
            flop += hstu.layers() * n * (perToken + 3.5 * n * queryAndValue);
            flop += 6.0 * (n - 1) * (NEGATIVES + 1) * hstu.width();
        }
        return flop;
    }

    /** A line of {@code key=value}, then a line of {@code item:seconds} for every user, oldest first. */
    @Override
    public void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(String.join(
                " ",
                "items=" + MovieLensSequences.ITEMS,
                "width=" + hstu.width(),
                "layers=" + hstu.layers(),
                "heads=" + hstu.heads(),
                "qk=" + hstu.qkWidth(),
                "value=" + hstu.valueWidth(),
                "longest=" + hstu.maxTokens(),
                "negatives=" + NEGATIVES,
                "temperature=" + TEMPERATURE,
                "dropout=" + hstu.dropout(),
                "batch=" + BATCH));
        for (TokenSequence user : users) {
            lines.add(IntStream.range(0, user.length())
                    .mapToObj(i -> user.item(i) + ":" + user.seconds()[i])
                    .collect(Collectors.joining(" ")));
        }
        Files.write(file, lines);
    }

    @Override
    public String peer() {
        return "hstu_peer.py";
    }

    @Override
    public Runnable trainer() {
        AdamW optimizer = new AdamW(1e-3f, 0.9f, 0.98f, 1e-8f, 0, 0);
        NextItemTrainer trainer = new NextItemTrainer(new NextItemTrainer.Settings(
                Encoder.HSTU, hstu, MovieLensSequences.ITEMS, NEGATIVES, TEMPERATURE, optimizer, 1));
        List<List<TokenSequence>> batches = Batches.of(users, BATCH);
        return () -> batches.forEach(trainer::step);
    }
}
