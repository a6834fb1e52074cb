package io.millrace.benchmarks.serving;

import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Requests about made-up users and items {@code i0}, {@code i1}, …, each with a history of its own.
 *
 * @param items how many items there are
 * @param interactions of a history: a click every minute
 */
record Requests(int items, int interactions) {
    private static final long BEGIN = 1_767_225_600_000L;
    private static final long MINUTE = 60_000;

    /** For {@code /recommend}. */
    Function<SplittableRandom, String> recommend(int k) {
        return random ->
                "{\"user\":\"u" + random.nextInt(1_000_000) + "\",\"history\":" + history(random) + ",\"k\":" + k + "}";
    }

    /** For {@code /rank}. */
    Function<SplittableRandom, String> rank(int candidates) {
        return random -> "{\"user\":\"u" + random.nextInt(1_000_000) + "\",\"history\":" + history(random)
                + ",\"candidates\":"
                + IntStream.range(0, candidates)
                        .mapToObj(i -> '"' + item(random) + '"')
                        .collect(Collectors.joining(",", "[", "]"))
                + "}";
    }

    private String history(SplittableRandom random) {
        return IntStream.range(0, interactions)
                .mapToObj(i -> "{\"item\":\"" + item(random) + "\",\"time\":" + (BEGIN + i * MINUTE)
                        + ",\"actions\":[\"click\"]}")
                .collect(Collectors.joining(",", "[", "]"));
    }

    private String item(SplittableRandom random) {
        return SyntheticModel.item(random.nextInt(items));
    }
}
