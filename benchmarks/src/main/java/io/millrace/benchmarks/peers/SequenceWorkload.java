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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Sequences to train on and the model to train, as a file that every side reads: a line of {@code key=value}, then a line of
 * {@code item:seconds} for every user, oldest first.
 *
 * @param settings by key: items, width, layers, heads, qk, value, longest, negatives, temperature, dropout, batch
 * @param users a line each
 */
public record SequenceWorkload(Map<String, String> settings, List<TokenSequence> users) {

    /** @throws IllegalArgumentException if a line is malformed */
    public static SequenceWorkload read(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        Map<String, String> settings = Arrays.stream(lines.get(0).split(" "))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        List<TokenSequence> users = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] events = line.split(" ");
            int[] items = new int[events.length];
            long[] seconds = new long[events.length];
            for (int i = 0; i < events.length; i++) {
                int colon = events[i].indexOf(':');
                items[i] = Integer.parseInt(events[i].substring(0, colon));
                seconds[i] = Long.parseLong(events[i].substring(colon + 1));
            }
            users.add(NextItemTrainer.tokens(items, seconds));
        }
        return new SequenceWorkload(settings, users);
    }

    /** Writes the file that {@link #read} reads. */
    public void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(settings.entrySet().stream()
                .map(entry -> entry.getKey() + '=' + entry.getValue())
                .collect(Collectors.joining(" ")));
        for (TokenSequence user : users) {
            lines.add(IntStream.range(0, user.length())
                    .mapToObj(i -> user.item(i) + ":" + user.seconds()[i])
                    .collect(Collectors.joining(" ")));
        }
        Files.write(file, lines);
    }

    /** The users in batches, the last of which may be smaller. */
    public List<List<TokenSequence>> batches() {
        int size = number("batch");
        List<List<TokenSequence>> batches = new ArrayList<>();
        for (int from = 0; from < users.size(); from += size) {
            batches.add(users.subList(from, Math.min(users.size(), from + size)));
        }
        return batches;
    }

    /** What Millrace trains. */
    public NextItemTrainer.Settings trainer() {
        HstuSizes hstu = new HstuSizes(
                number("width"),
                number("layers"),
                number("heads"),
                number("qk"),
                number("value"),
                number("longest"),
                Float.parseFloat(settings.get("dropout")));
        AdamW optimizer = new AdamW(1e-3f, 0.9f, 0.98f, 1e-8f, 0, 0);
        float temperature = Float.parseFloat(settings.get("temperature"));
        return new NextItemTrainer.Settings(
                Encoder.HSTU, hstu, number("items"), number("negatives"), temperature, optimizer, 1);
    }

    private int number(String key) {
        return Integer.parseInt(settings.get(key));
    }

    /** Tokens of all users. */
    public long tokens() {
        return users.stream().mapToLong(TokenSequence::length).sum();
    }

    /** Floating-point operations of one pass over all users, forward and backward, by MATH §9, the loss included. */
    public double flop() {
        double width = number("width");
        double queryAndValue = number("heads") * (number("qk") + number("value"));
        double values = (double) number("heads") * number("value");
        double perToken = 12 * width * queryAndValue + 6 * values * width;
        double flop = 0;
        for (TokenSequence user : users) {
            double n = user.length();
            flop += number("layers") * n * (perToken + 3.5 * n * queryAndValue);
            flop += 6.0 * (n - 1) * (number("negatives") + 1) * width;
        }
        return flop;
    }
}
