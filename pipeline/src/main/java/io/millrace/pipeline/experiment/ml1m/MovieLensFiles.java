package io.millrace.pipeline.experiment.ml1m;

import io.millrace.pipeline.dataset.DatasetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a folder of MovieLens-1M: {@code movies.dat} for which movies there are, {@code sequences_time_ordered.txt} (user,
 * tab, movies separated by spaces, oldest first) for who rated what in which order, and for the time bias {@code
 * ratings*.dat}.
 */
final class MovieLensFiles {
    private static final String MOVIES = "movies.dat";
    private static final String SEQUENCES = "sequences_time_ordered.txt";

    private final Map<Integer, Integer> places = new HashMap<>();
    private final List<UserHistory> users = new ArrayList<>();
    private final RatingTimes times;
    private final int most;

    private MovieLensFiles(RatingTimes times, int most) {
        this.times = times;
        this.most = most;
    }

    /**
     * @param most how many users to read, the first of the file
     * @throws DatasetException if a file is missing, or has a line that cannot be used
     */
    static MovieLens read(Path folder, Bias bias, int most) {
        if (!Files.isDirectory(folder)) {
            throw new DatasetException("there is no folder " + folder + ": --data is the folder of MovieLens-1M");
        }
        MovieLensFiles files = new MovieLensFiles(bias == Bias.TIME ? RatingTimes.read(folder) : null, most);
        Lines.forEach(folder.resolve(MOVIES), files::addMovie);
        Lines.forEach(folder.resolve(SEQUENCES), files::addUser);
        if (files.users.isEmpty()) {
            throw new DatasetException("no users in " + folder.resolve(SEQUENCES)
                    + (bias == Bias.TIME ? " of whom there are ratings with times" : ""));
        }
        return new MovieLens(files.places.size(), List.copyOf(files.users));
    }

    private void addMovie(String line) {
        int end = line.indexOf("::");
        if (end < 0) {
            throw new IllegalArgumentException("not movie::title::genres: '" + line + "'");
        }
        int movie = Integer.parseInt(line.substring(0, end));
        if (places.put(movie, places.size()) != null) {
            throw new IllegalArgumentException("movie " + movie + " is there twice");
        }
    }

    private void addUser(String line) {
        int tab = line.indexOf('\t');
        if (tab < 0) {
            throw new IllegalArgumentException("not a user, a tab, and movies separated by spaces");
        }
        int user = Integer.parseInt(line.substring(0, tab));
        if (users.size() == most || times != null && !times.has(user)) {
            return;
        }
        String[] movies = line.substring(tab + 1).trim().split(" +");
        if (movies.length < UserHistory.FEWEST) {
            throw new IllegalArgumentException("user " + user + " has fewer than " + UserHistory.FEWEST
                    + " movies: two to learn from, two left out");
        }
        int[] items = new int[movies.length];
        long[] seconds = new long[movies.length];
        for (int i = 0; i < movies.length; i++) {
            int movie = Integer.parseInt(movies[i]);
            items[i] = place(movie);
            seconds[i] = times == null ? 0 : times.seconds(user, movie);
        }
        users.add(new UserHistory(user, items, seconds));
    }

    private int place(int movie) {
        Integer place = places.get(movie);
        if (place == null) {
            throw new IllegalArgumentException("movie " + movie + " is not in " + MOVIES);
        }
        return place;
    }
}
