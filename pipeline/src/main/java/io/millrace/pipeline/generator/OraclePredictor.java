package io.millrace.pipeline.generator;

/**
 * What the best predictor of a world's events says, because it knows how the world is made. No model can be better, save
 * by luck.
 */
public final class OraclePredictor {
    private final World world;
    private final int users;
    private final int items;

    public OraclePredictor(WorldConfig config) {
        this.world = new World(config);
        this.users = config.population().users();
        this.items = config.population().items();
    }

    /**
     * The probability that an impression is clicked.
     *
     * @param time of the impression, milliseconds
     * @throws IllegalArgumentException if the world has no such user or item
     */
    public double click(String userId, String itemId, long time) {
        return world.click(WorldIds.userNumber(userId, users), WorldIds.itemNumber(itemId, items), time);
    }

    /**
     * The probability that an impression is clicked and then converted.
     *
     * @param time of the impression, milliseconds
     * @throws IllegalArgumentException if the world has no such user or item
     */
    public double convert(String userId, String itemId, long time) {
        int user = WorldIds.userNumber(userId, users);
        int item = WorldIds.itemNumber(itemId, items);
        return world.click(user, item, time) * world.convertGivenClick(user, item, time);
    }
}
