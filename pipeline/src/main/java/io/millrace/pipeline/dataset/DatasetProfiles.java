package io.millrace.pipeline.dataset;

import io.millrace.pipeline.dataset.DatasetProfile.Windows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is known of each published dataset. */
final class DatasetProfiles {
    /** A page view is its own exposure; what is bought, put into the cart or marked was viewed before. */
    static final DatasetProfile TAOBAO = new DatasetProfile(
            "taobao",
            List.of("click", "cart", "favorite", "convert"),
            List.of("click"),
            List.of("click"),
            List.of("convert"),
            List.of("category"),
            new Windows(Duration.ofMinutes(1), Duration.ofDays(1), Duration.ofMinutes(30)));

    /** A rating is its own exposure, and known at once to be one of liking or not. */
    static final DatasetProfile MOVIELENS = new DatasetProfile(
            "movielens",
            List.of("like", "rate"),
            List.of("like", "rate"),
            List.of("like"),
            List.of("like"),
            List.of(),
            new Windows(Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(30)));

    /** Clicks only: there is nothing to rank, only to retrieve. */
    static final DatasetProfile GLOBO = new DatasetProfile(
            "globo",
            List.of("click"),
            List.of("click"),
            List.of("click"),
            List.of(),
            List.of("environment", "deviceGroup", "os", "country", "region", "referrer"),
            new Windows(Duration.ofMinutes(1), Duration.ofMinutes(30), Duration.ofMinutes(5)));

    private static final List<DatasetProfile> ALL = List.of(TAOBAO, MOVIELENS, GLOBO);

    private DatasetProfiles() {}

    static Optional<DatasetProfile> named(String name) {
        return ALL.stream().filter(profile -> profile.name().equals(name)).findFirst();
    }
}
