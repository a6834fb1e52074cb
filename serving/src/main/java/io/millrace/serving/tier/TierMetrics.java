package io.millrace.serving.tier;

import io.millrace.serving.follow.AssemblyStatus;
import io.millrace.serving.follow.ModelFollower;
import io.millrace.serving.metrics.ServingMetrics;
import io.millrace.serving.names.WireNames;
import io.millrace.serving.topic.TopicFollower;
import io.millrace.serving.users.UserSequences;
import io.millrace.serving.version.ServedModel;
import java.time.InstantSource;
import java.util.function.ToDoubleFunction;

/** The figures of a tier. */
final class TierMetrics {
    private final ServingMetrics all = new ServingMetrics();
    private final ModelFollower model;

    TierMetrics(
            InstantSource clock,
            ModelFollower model,
            TopicFollower users,
            UserSequences sequences,
            TopicFollower items,
            WireNames names) {
        this.model = model;
        all.gauge("millrace_model_version", "Version in use.", () -> of(ServedModel::version))
                .gauge(
                        "millrace_model_staleness_seconds",
                        "Seconds since the version in use was cut.",
                        () -> of(version -> version.ageMillis(clock.millis()) / 1e3))
                .gauge(
                        "millrace_model_items",
                        "Items of the version in use.",
                        () -> of(version -> version.items().size()))
                .gauge(
                        "millrace_model_lag",
                        "Records of the model topic not read yet; -1 unknown.",
                        () -> model.status().lag())
                .counter(
                        "millrace_model_undecodable_total",
                        "Records of the model topic that were skipped.",
                        () -> model.status().undecodable());
        all.gauge(
                        "millrace_model_pinned",
                        "1 where somebody chose the version in use, 0 where the newest is followed.",
                        () -> model.versions().kept().pinned().isPresent() ? 1 : 0)
                .gauge(
                        "millrace_model_versions_kept",
                        "Versions that can be served.",
                        () -> model.versions().kept().all().size())
                .gauge(
                        "millrace_model_newest_version",
                        "Newest version announced in the lineage that is followed, in use or not; -1 before the first.",
                        () -> assembly().newest())
                .counter(
                        "millrace_model_held_total",
                        "Versions that the learner held back.",
                        () -> assembly().held())
                .counter(
                        "millrace_model_refused_total",
                        "Manifests that contradict themselves.",
                        () -> assembly().refused())
                .gauge(
                        "millrace_model_waiting_records",
                        "Records held because no manifest of their lineage has come yet.",
                        () -> assembly().waitingRecords())
                .counter(
                        "millrace_model_misplaced_total",
                        "Rows, tombstones and marks read from another partition than their key group's.",
                        () -> assembly().misplaced())
                .counter(
                        "millrace_model_incomplete_total",
                        "Versions given up as not whole.",
                        () -> assembly().incomplete());
        all.gauge("millrace_users", "Users whose sequence is held.", sequences::size)
                .gauge("millrace_users_bytes", "Bytes that their sequences take.", sequences::bytes)
                .counter("millrace_users_forgotten_total", "Users forgotten to make room.", sequences::forgotten)
                .gauge(
                        "millrace_users_lag",
                        "Records of users' topics not read yet; -1 unknown.",
                        () -> users.status().lag())
                .counter(
                        "millrace_users_undecodable_total",
                        "Records of users' topics that were skipped.",
                        () -> users.status().undecodable());
        all.gauge("millrace_item_names", "Items whose name is held.", names::size)
                .gauge(
                        "millrace_item_names_lag",
                        "Events not read yet for names of items; -1 unknown.",
                        () -> items.status().lag());
    }

    ServingMetrics all() {
        return all;
    }

    private AssemblyStatus assembly() {
        return model.status().assembly();
    }

    private double of(ToDoubleFunction<ServedModel> figure) {
        return model.current().map(figure::applyAsDouble).orElse(Double.NaN);
    }
}
