package io.millrace.pipeline.experiment.ml1m;

import io.millrace.pipeline.dataset.DatasetException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** When users rated movies, by user and movie: the files {@code ratings*.dat}, plain or gzipped, of a folder. */
final class RatingTimes {
    private static final int FIELDS = 4;

    private final Map<Integer, Map<Integer, Long>> seconds = new HashMap<>();

    private RatingTimes() {}

    /** @throws DatasetException if there are none, or they cannot be read */
    static RatingTimes read(Path folder) {
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(file -> file.getFileName().toString().matches("ratings.*\\.dat(\\.gz)?"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new DatasetException("cannot read the folder " + folder + ": " + e.getMessage(), e);
        }
        if (files.isEmpty()) {
            throw new DatasetException(
                    "no ratings.dat in " + folder + ": without times there is no time bias; give --bias position");
        }
        RatingTimes times = new RatingTimes();
        files.forEach(file -> Lines.forEach(file, times::add));
        return times;
    }

    private void add(String line) {
        String[] fields = line.split("::");
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("not user::movie::rating::seconds: '" + line + "'");
        }
        seconds.computeIfAbsent(Integer.valueOf(fields[0]), user -> new HashMap<>())
                .put(Integer.valueOf(fields[1]), Long.valueOf(fields[3]));
    }

    /** Whether there are times of the user. */
    boolean has(int user) {
        return seconds.containsKey(user);
    }

    /** @throws IllegalArgumentException if the user's rating of the movie is not there */
    long seconds(int user, int movie) {
        Long time = seconds.get(user).get(movie);
        if (time == null) {
            throw new IllegalArgumentException("user " + user + " has ratings with times, but none of movie " + movie);
        }
        return time;
    }
}
