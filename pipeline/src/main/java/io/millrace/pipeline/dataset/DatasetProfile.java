package io.millrace.pipeline.dataset;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What the events of a dataset are about, as far as the sequence builder and the model must be told.
 *
 * @param name short name of the dataset, part of every event id
 * @param actions every action type that occurs
 * @param exposingActions action types that are their own exposure, because the data has no impressions
 * @param positiveActions action types that make an item one worth retrieving
 * @param tasks action types worth predicting at an exposure
 * @param features names of the feature fields that an exposure carries
 * @param windows how long things take
 */
public record DatasetProfile(
        String name,
        List<String> actions,
        List<String> exposingActions,
        List<String> positiveActions,
        List<String> tasks,
        List<String> features,
        Windows windows) {

    /**
     * How long things take.
     *
     * @param click how long after an impression a click counts as its click
     * @param attribution how long after an exposure an action still counts for it
     * @param emission how long a label may wait for others of its user, so that one pass learns them together; in a
     *     replay at full speed it costs no real time
     */
    public record Windows(Duration click, Duration attribution, Duration emission) {}

    /** The profile of a published dataset. */
    public static Optional<DatasetProfile> named(String name) {
        return DatasetProfiles.named(name);
    }

    public DatasetProfile {
        actions = List.copyOf(actions);
        exposingActions = List.copyOf(exposingActions);
        positiveActions = List.copyOf(positiveActions);
        tasks = List.copyOf(tasks);
        features = List.copyOf(features);
    }
}
