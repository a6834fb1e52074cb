package io.millrace.serving.follow;

import io.millrace.serving.version.ServedModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The versions that can be served, at one moment: those verified last, of whichever lineage, and besides them the one that
 * somebody pinned. Served is the pinned one, or, where none is, the one verified last. Immutable.
 *
 * @param most how many are kept besides the pinned one
 * @param newest those verified last, oldest first
 * @param pinned the one to stay at, though newer ones come and even if its lineage ends
 */
public record KeptVersions(int most, List<ServedModel> newest, Optional<ServedModel> pinned) {
    /** Kept if nobody says how many. */
    public static final int DEFAULT_MOST = 3;

    public KeptVersions {
        if (most < 1) {
            throw new IllegalArgumentException("at least 1 version is kept, not " + most);
        }
        newest = List.copyOf(newest);
    }

    static KeptVersions none(int most) {
        return new KeptVersions(most, List.of(), Optional.empty());
    }

    /** The version that answers; empty until the first is verified. */
    public Optional<ServedModel> served() {
        return pinned.or(this::last);
    }

    /** All that can be served, in the order in which they were verified. */
    public List<ServedModel> all() {
        List<ServedModel> all = new ArrayList<>(newest);
        pinned.filter(model -> !newest.contains(model)).ifPresent(model -> all.add(0, model));
        return all;
    }

    /** With one more that was verified; the oldest goes where there are too many. */
    KeptVersions with(ServedModel verified) {
        List<ServedModel> next = new ArrayList<>(newest);
        next.add(verified);
        return new KeptVersions(most, next.subList(Math.max(0, next.size() - most), next.size()), pinned);
    }

    /** Staying at a version; {@link ModelSwitch#serve}. */
    KeptVersions pin(long version, OptionalLong lineage) {
        List<ServedModel> named = all().stream()
                .filter(model -> model.version() == version)
                .filter(model -> lineage.isEmpty() || model.lineage() == lineage.getAsLong())
                .toList();
        if (named.size() != 1) {
            throw new VersionNotKeptException(
                    named.isEmpty()
                            ? "that version is not kept; kept are " + names(all())
                            : "several lineages have that version, say which: " + names(named));
        }
        return new KeptVersions(most, newest, Optional.of(named.get(0)));
    }

    /** Serving the one verified last, and those to come. */
    KeptVersions follow() {
        return new KeptVersions(most, newest, Optional.empty());
    }

    private Optional<ServedModel> last() {
        return newest.isEmpty() ? Optional.empty() : Optional.of(newest.get(newest.size() - 1));
    }

    private static String names(List<ServedModel> models) {
        return models.isEmpty()
                ? "none"
                : String.join(
                        ", ",
                        models.stream()
                                .map(model -> model.version() + " of lineage " + model.lineage())
                                .toList());
    }
}
