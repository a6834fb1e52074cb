package io.millrace.pipeline.dataset;

import java.time.Duration;
import java.util.List;

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
            Duration.ofDays(1));

    /** A rating is its own exposure, and known at once to be one of liking or not. */
    static final DatasetProfile MOVIELENS = new DatasetProfile(
            "movielens",
            List.of("like", "rate"),
            List.of("like", "rate"),
            List.of("like"),
            List.of("like"),
            List.of(),
            Duration.ofMinutes(1));

    /** Clicks only: there is nothing to rank, only to retrieve. */
    static final DatasetProfile GLOBO = new DatasetProfile(
            "globo",
            List.of("click"),
            List.of("click"),
            List.of("click"),
            List.of(),
            List.of("environment", "deviceGroup", "os", "country", "region", "referrer"),
            Duration.ofMinutes(30));

    private DatasetProfiles() {}
}
