package io.millrace.benchmarks.peers;

import io.millrace.model.epochs.NextItemTrainer;
import io.millrace.model.input.TokenSequence;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;

/** Users of a file of {@code user::movie::rating::seconds}, plain or gzipped: MovieLens-1M's, or one like it. */
final class MovieLensSequences {
    /** The movies of MovieLens-1M. */
    static final int ITEMS = 3706;

    private static final int LONGEST = 200;

    private record Rating(int movie, long seconds) {}

    private MovieLensSequences() {}

    /** The last {@value #LONGEST} ratings of {@code count} users, drawn by {@code seed}; movies are numbered as they come. */
    static List<TokenSequence> read(Path file, int count, long seed) throws IOException {
        Map<Integer, List<Rating>> users = new TreeMap<>();
        Map<String, Integer> movies = new TreeMap<>();
        try (BufferedReader lines = reader(file)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] fields = line.split("::");
                int movie = movies.computeIfAbsent(fields[1], key -> movies.size());
                users.computeIfAbsent(Integer.valueOf(fields[0]), key -> new ArrayList<>())
                        .add(new Rating(movie, Long.parseLong(fields[3])));
            }
        }
        List<List<Rating>> drawn = new ArrayList<>(users.values());
        Collections.shuffle(drawn, new Random(seed));
        return drawn.stream().limit(count).map(MovieLensSequences::sequence).toList();
    }

    private static BufferedReader reader(Path file) throws IOException {
        InputStream bytes = Files.newInputStream(file);
        boolean zipped = file.toString().endsWith(".gz");
        return new BufferedReader(
                new InputStreamReader(zipped ? new GZIPInputStream(bytes) : bytes, StandardCharsets.UTF_8));
    }

    private static TokenSequence sequence(List<Rating> ratings) {
        List<Rating> ordered = ratings.stream()
                .sorted(Comparator.comparingLong(Rating::seconds))
                .skip(Math.max(0, ratings.size() - LONGEST))
                .toList();
        return NextItemTrainer.tokens(
                ordered.stream().mapToInt(Rating::movie).toArray(),
                ordered.stream().mapToLong(Rating::seconds).toArray());
    }

    /** Made-up users, for who has no such file: lengths about as in MovieLens-1M, bursts of ratings and long pauses. */
    static List<TokenSequence> made(int count, long seed) {
        Random random = new Random(seed);
        List<TokenSequence> users = new ArrayList<>();
        for (int user = 0; user < count; user++) {
            int length = (int) Math.max(20, Math.min(LONGEST, Math.exp(4.6 + 0.9 * random.nextGaussian())));
            int[] items = new int[length];
            long[] seconds = new long[length];
            long now = 970_000_000;
            for (int i = 0; i < length; i++) {
                items[i] = (int) (ITEMS * Math.pow(random.nextDouble(), 2));
                seconds[i] = now;
                now += random.nextInt(20) == 0 ? (long) Math.exp(14 * random.nextDouble()) : random.nextInt(60);
            }
            users.add(NextItemTrainer.tokens(items, seconds));
        }
        return users;
    }
}
