package io.millrace.pipeline.dataset;

import io.millrace.schemas.Action;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The formats that are read, each exactly as its owner publishes it. The first field is always the user. */
public enum DatasetFormat {
    /** Taobao UserBehavior: {@code user,item,category,behaviour,seconds}, no header. */
    TAOBAO(new Layout(",", 5, 4, TimeUnit.SECONDS), "", DatasetProfiles.TAOBAO, DatasetFormat::taobaoAction),

    /** MovieLens since 2014, {@code ratings.csv}, with a header. */
    MOVIELENS_CSV(
            new Layout(",", 4, 3, TimeUnit.SECONDS),
            "userId,movieId,rating,timestamp",
            DatasetProfiles.MOVIELENS,
            DatasetFormat::movieLensAction),

    /** MovieLens 1M and 10M, {@code ratings.dat}: {@code user::movie::rating::seconds}, no header. */
    MOVIELENS_DAT(
            new Layout("::", 4, 3, TimeUnit.SECONDS), "", DatasetProfiles.MOVIELENS, DatasetFormat::movieLensAction),

    /** Clicks on news of Globo.com, one file or a folder of hourly files, each with a header. */
    GLOBO(
            new Layout(",", 12, 5, TimeUnit.MILLISECONDS),
            "user_id,session_id,session_start,session_size,click_article_id,click_timestamp,click_environment,"
                    + "click_deviceGroup,click_os,click_country,click_region,click_referrer_type",
            DatasetProfiles.GLOBO,
            DatasetFormat::globoAction);

    /**
     * Where things stand in a row.
     *
     * @param delimiter between two fields
     * @param fields how many there are
     * @param timeField index of the field that holds the event time
     * @param timeUnit its unit
     */
    record Layout(String delimiter, int fields, int timeField, TimeUnit timeUnit) {}

    /** The rest of a row, once it has the right number of fields. */
    private interface ActionReader {
        Action read(String[] row) throws BadLineException;
    }

    private static final Map<String, String> TAOBAO_ACTIONS =
            Map.of("pv", "click", "cart", "cart", "fav", "favorite", "buy", "convert");

    private static final double LEAST_LIKED = 4;

    private final Layout layout;
    private final String header;
    private final DatasetProfile profile;
    private final ActionReader actionReader;

    DatasetFormat(Layout layout, String header, DatasetProfile profile, ActionReader actionReader) {
        this.layout = layout;
        this.header = header;
        this.profile = profile;
        this.actionReader = actionReader;
    }

    /** What the events of a file in this format are about. */
    public DatasetProfile profile() {
        return profile;
    }

    Layout layout() {
        return layout;
    }

    boolean isHeader(String line) {
        return !header.isEmpty() && line.equals(header);
    }

    /** The action of a row that has the right number of fields. */
    Action action(String[] row) throws BadLineException {
        return actionReader.read(row);
    }

    private static Action taobaoAction(String[] row) throws BadLineException {
        String type = TAOBAO_ACTIONS.get(row[3]);
        if (type == null) {
            throw new BadLineException("unknown behaviour '" + row[3] + "'");
        }
        return new Action(type, requireNumber(row[1]), null, Map.of("category", requireNumber(row[2])));
    }

    private static Action movieLensAction(String[] row) throws BadLineException {
        double rating;
        try {
            rating = Double.parseDouble(row[2]);
        } catch (NumberFormatException e) {
            throw new BadLineException("rating '" + row[2] + "' is not a number");
        }
        if (!(rating > 0 && rating <= 5)) {
            throw new BadLineException("rating " + row[2] + " is not between 0 and 5");
        }
        return new Action(rating >= LEAST_LIKED ? "like" : "rate", requireNumber(row[1]), null, Map.of());
    }

    private static Action globoAction(String[] row) throws BadLineException {
        List<String> names = DatasetProfiles.GLOBO.features();
        Map<String, String> features = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            features.put(names.get(i), requireNumber(row[6 + i]));
        }
        return new Action("click", requireNumber(row[4]), null, features);
    }

    /** All ids in these files are numbers; anything else is a sign of a broken line. */
    static String requireNumber(String field) throws BadLineException {
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c < '0' || c > '9') {
                throw new BadLineException("'" + field + "' is not a number");
            }
        }
        if (field.isEmpty()) {
            throw new BadLineException("empty field");
        }
        return field;
    }
}
