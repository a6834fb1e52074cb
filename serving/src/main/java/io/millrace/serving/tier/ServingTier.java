package io.millrace.serving.tier;

import io.millrace.serving.api.Api;
import io.millrace.serving.api.AskerReader;
import io.millrace.serving.api.EventReader;
import io.millrace.serving.api.FeedbackEndpoint;
import io.millrace.serving.api.MetricsEndpoint;
import io.millrace.serving.api.ModelNames;
import io.millrace.serving.api.ProgressEndpoint;
import io.millrace.serving.api.Versions;
import io.millrace.serving.api.VersionsEndpoint;
import io.millrace.serving.feedback.EventProducer;
import io.millrace.serving.follow.FollowerConfig;
import io.millrace.serving.follow.ModelFollower;
import io.millrace.serving.http.HttpServer;
import io.millrace.serving.http.Route;
import io.millrace.serving.names.EventNames;
import io.millrace.serving.page.Page;
import io.millrace.serving.topic.TopicFollower;
import io.millrace.serving.users.UserFollower;
import io.millrace.serving.users.UserSequences;
import io.millrace.serving.watch.VersionLog;
import java.net.InetSocketAddress;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Followers of the model, of users and of items' names, the way back for events, and a server before them. */
public final class ServingTier implements AutoCloseable {
    /** Half an hour of them where one is cut every two seconds. */
    private static final int VERSIONS_REMEMBERED = 900;

    private final ModelFollower model;
    private final TopicFollower users;
    private final TopicFollower items;
    private final EventProducer producer;
    private final WarmModel warm;
    private final HttpServer server;

    private ServingTier(ServingConfig config, InstantSource clock, Supplier<Map<Long, Long>> checkpointMillis) {
        String brokers = config.brokers().bootstrapServers();
        ServingConfig.Topics topics = config.topics();
        ServingConfig.Memory memory = config.memory();
        UserSequences sequences = new UserSequences(memory.users());
        EventNames names = EventNames.holding(memory.items());
        model = new ModelFollower(
                new FollowerConfig(
                        brokers,
                        topics.model(),
                        config.brokers().properties(),
                        config.brokers().pollTimeout(),
                        config.memory().versions()),
                clock);
        users = UserFollower.of(
                config.brokers(), topics.examples(), topics.erasures(), memory.usersLookBack(), clock, sequences);
        items = new TopicFollower(
                "item-names", config.brokers(), clock, List.of(names.from(topics.events(), memory.itemsLookBack())));
        producer = new EventProducer(
                brokers,
                topics.events(),
                config.brokers().properties(),
                config.feedback().patience());
        VersionLog log = new VersionLog(VERSIONS_REMEMBERED, clock.millis()).listenTo(model);
        warm = new WarmModel(model);
        Versions versions = new Versions(model::current, warm::isWarm, clock);
        EventReader events = new EventReader(
                config.api(),
                clock,
                () -> UUID.randomUUID().toString(),
                config.feedback().earliest(),
                config.feedback().ahead(),
                () -> model.current()
                        .map(version -> version.layout().config().denseFeatures())
                        .orElse(List.of()));
        TierMetrics metrics = new TierMetrics(clock, model, users, sequences, items, names.items());
        server = new HttpServer(
                config.address(),
                routes(Api.routes(
                        new ModelNames(config.modelName()),
                        versions,
                        new AskerReader(sequences, config.api(), clock),
                        names,
                        new FeedbackEndpoint(versions, events, producer),
                        new MetricsEndpoint(metrics.all()),
                        new VersionsEndpoint(
                                versions, model.versions(), () -> model.status().assembly()),
                        new ProgressEndpoint(
                                versions, log, () -> model.status().assembly(), sequences::size, checkpointMillis))),
                config.token(),
                config.http(),
                metrics.all());
    }

    private static List<Route> routes(List<Route> api) {
        List<Route> all = new ArrayList<>(Page.routes());
        all.addAll(api);
        return all;
    }

    /** Starts everything; answers begin when the first version is there. */
    public static ServingTier start(ServingConfig config, InstantSource clock) {
        return start(config, clock, Map::of);
    }

    /**
     * Starts everything where the job is at hand.
     *
     * @param checkpointMillis how long checkpoints took, by version
     */
    public static ServingTier start(
            ServingConfig config, InstantSource clock, Supplier<Map<Long, Long>> checkpointMillis) {
        ServingTier tier = new ServingTier(config, clock, checkpointMillis);
        try {
            tier.server.start();
        } catch (RuntimeException e) {
            tier.close();
            throw e;
        }
        tier.warm.start();
        tier.model.start();
        tier.users.start();
        tier.items.start();
        return tier;
    }

    /** Where the server listens. */
    public InetSocketAddress address() {
        return server.address();
    }

    public ModelFollower model() {
        return model;
    }

    /** Whether a version is verified and warm. */
    public boolean isReady() {
        return warm.isWarm();
    }

    @Override
    public void close() {
        server.close();
        warm.close();
        users.close();
        items.close();
        model.close();
        producer.close();
    }
}
