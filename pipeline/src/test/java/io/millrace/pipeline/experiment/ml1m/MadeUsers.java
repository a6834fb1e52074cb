package io.millrace.pipeline.experiment.ml1m;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Users who walk in a circle: mostly seven movies on, sometimes to a movie of chance, never to one twice.
 * What comes next follows from the last movie; how often a movie is seen says nothing.
 */
final class MadeUsers {
    static final int ITEMS = 60;

    private static final int LENGTH = 20;
    private static final int STRIDE = 7;

    private MadeUsers() {}

    static MovieLens data(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<UserHistory> users = new ArrayList<>();
        for (int user = 1; user <= count; user++) {
            List<Integer> items = new ArrayList<>(List.of(random.nextInt(ITEMS)));
            while (items.size() < LENGTH) {
                int follows = (items.get(items.size() - 1) + STRIDE) % ITEMS;
                int next = random.nextInt(10) == 0 ? random.nextInt(ITEMS) : follows;
                while (items.contains(next)) {
                    next = (next + STRIDE) % ITEMS;
                }
                items.add(next);
            }
            users.add(
                    new UserHistory(user, items.stream().mapToInt(item -> item).toArray(), new long[LENGTH]));
        }
        return new MovieLens(ITEMS, users);
    }
}
