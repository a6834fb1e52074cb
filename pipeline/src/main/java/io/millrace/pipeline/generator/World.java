package io.millrace.pipeline.generator;

import io.millrace.pipeline.generator.WorldConfig.Behaviour;
import io.millrace.schemas.id.Ids;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What users want, at any time. All of it is a function of the configuration: a world holds no state.
 *
 * <p>{@code P(click | u, i, t) = σ(b + s ⟨x_u(t), z_i(t)⟩/√d + e(country(u), c(i)))} and {@code P(convert | click, u, i, t)
 * = σ(b' + s' ⟨y_u(t), z_i(t)⟩/√d + l · membership(u, t))}. All vectors drift; z_i has {@link #CATEGORY_SHARE} of its
 * variance in common with the other items of its category. Users and items are numbered from 0, times are milliseconds.
 */
final class World {
    static final List<String> COUNTRIES = List.of("BR", "DE", "IN", "JP", "US");
    static final List<String> MEMBERSHIPS = List.of("none", "silver", "gold");

    /** d. */
    private static final int WIDTH = 8;

    private static final double CATEGORY_SHARE = 0.6;
    private static final double COUNTRY_SPREAD = 0.5;

    /**
     * What a random number is about: numbers about different things are independent. The order of these constants is part
     * of every world.
     */
    private enum About {
        CLICK_TASTE,
        CONVERT_TASTE,
        ITEM,
        CATEGORY,
        CATEGORY_OF_ITEM,
        POPULARITY,
        ACTIVITY,
        COUNTRY,
        COUNTRY_EFFECT,
        MEMBERSHIP,
        MEMBERSHIP_PHASE
    }

    private final WorldConfig config;
    private final Drift drift;
    private final long start;
    private final long membershipMillis;

    World(WorldConfig config) {
        this.config = config;
        this.drift = new Drift(config);
        this.start = config.stream().start().toEpochMilli();
        this.membershipMillis = config.delays().membership().toMillis();
    }

    /** P(click | u, i, t). */
    double click(int user, int item, long time) {
        Behaviour behaviour = config.behaviour();
        return sigmoid(behaviour.clickBias()
                + behaviour.clickScale() * affinity(About.CLICK_TASTE, user, item, time)
                + countryEffect(user, category(item)));
    }

    /** P(convert | click, u, i, t), t the time of the impression. */
    double convertGivenClick(int user, int item, long time) {
        Behaviour behaviour = config.behaviour();
        return sigmoid(behaviour.convertBias()
                + behaviour.convertScale() * affinity(About.CONVERT_TASTE, user, item, time)
                + behaviour.membershipLift() * membership(user, time));
    }

    /** c(i). */
    int category(int item) {
        return random(About.CATEGORY_OF_ITEM, item).nextInt(config.population().categories());
    }

    /** Index into {@link #COUNTRIES}. */
    int country(int user) {
        return random(About.COUNTRY, user).nextInt(COUNTRIES.size());
    }

    /** Level, an index into {@link #MEMBERSHIPS}. */
    int membership(int user, long time) {
        return random(About.MEMBERSHIP, Ids.combine(user, membershipPeriod(user, time)))
                .nextInt(MEMBERSHIPS.size());
    }

    /** When the level of membership changes next after {@code time}. */
    long nextMembershipChange(int user, long time) {
        int level = membership(user, time);
        long change = time;
        do {
            change = start - membershipPhase(user) + (membershipPeriod(user, change) + 1) * membershipMillis;
        } while (membership(user, change) == level);
        return change;
    }

    /** How often the user is shown something, in no particular unit; always the same. */
    double activity(int user) {
        return Math.exp(config.population().activitySpread()
                * random(About.ACTIVITY, user).nextGaussian());
    }

    /** How often the item is shown, in no particular unit. */
    double popularity(int item, long time) {
        double[] fame = new double[1];
        drift.vector(whose(About.POPULARITY, item), time, fame);
        return Math.exp(config.population().popularitySpread() * fame[0]);
    }

    private double affinity(About taste, int user, int item, long time) {
        double[] wanted = new double[WIDTH];
        double[] own = new double[WIDTH];
        double[] shared = new double[WIDTH];
        drift.vector(whose(taste, user), time, wanted);
        drift.vector(whose(About.ITEM, item), time, own);
        drift.vector(whose(About.CATEGORY, category(item)), time, shared);
        double sum = 0;
        for (int i = 0; i < WIDTH; i++) {
            sum += wanted[i] * (Math.sqrt(CATEGORY_SHARE) * shared[i] + Math.sqrt(1 - CATEGORY_SHARE) * own[i]);
        }
        return sum / Math.sqrt(WIDTH);
    }

    private double countryEffect(int user, int category) {
        return COUNTRY_SPREAD
                * random(About.COUNTRY_EFFECT, Ids.combine(country(user), category))
                        .nextGaussian();
    }

    private long membershipPeriod(int user, long time) {
        return Math.floorDiv(time - start + membershipPhase(user), membershipMillis);
    }

    private long membershipPhase(int user) {
        return random(About.MEMBERSHIP_PHASE, user).nextLong(membershipMillis);
    }

    private SplittableRandom random(About about, long id) {
        return new SplittableRandom(Ids.combine(config.seed(), whose(about, id)));
    }

    private static long whose(About about, long id) {
        return Ids.combine(about.ordinal(), id);
    }

    private static double sigmoid(double x) {
        return 1 / (1 + Math.exp(-x));
    }
}
