package io.millrace.serving.api;

import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Route;
import io.millrace.serving.names.EventNames;
import java.util.List;

/** Which endpoint is where. */
public final class Api {
    private Api() {}

    /**
     * All routes.
     *
     * @param askers with the limits that hold for every endpoint
     */
    public static List<Route> routes(
            ModelNames names,
            Versions versions,
            AskerReader askers,
            EventNames known,
            FeedbackEndpoint feedback,
            MetricsEndpoint metrics,
            VersionsEndpoint kept,
            ProgressEndpoint progress) {
        ApiLimits limits = askers.limits();
        Endpoint live = new HealthEndpoint();
        Endpoint ready = new ReadyEndpoint(versions);
        Endpoint description = new ModelMetadataEndpoint(names, versions);
        Endpoint modelReady = new ModelReadyEndpoint(names, versions);
        Endpoint infer = new InferEndpoint(names, versions, askers.users(), limits);
        return List.of(
                Route.open("/healthz", live),
                Route.open("/readyz", ready),
                Route.open("/v2/health/live", live),
                Route.open("/v2/health/ready", ready),
                Route.get("/metrics", metrics),
                Route.get("/versions", kept),
                Route.get("/progress", progress),
                Route.get("/progress/{versions}", progress),
                Route.get("/recent", new RecentEndpoint(known, askers.users())),
                Route.post("/sequence", new SequenceEndpoint(askers.users(), known, limits)),
                Route.command("/versions/{version}/serve", kept::serve),
                Route.command("/versions/follow", kept::follow),
                Route.get("/v2", new ServerMetadataEndpoint()),
                Route.get("/v2/models/{name}", description),
                Route.get("/v2/models/{name}/versions/{version}", description),
                Route.get("/v2/models/{name}/ready", modelReady),
                Route.get("/v2/models/{name}/versions/{version}/ready", modelReady),
                Route.post("/v2/models/{name}/infer", infer),
                Route.post("/v2/models/{name}/versions/{version}/infer", infer),
                Route.post("/recommend", new RecommendEndpoint(versions, askers, known.items(), limits)),
                Route.post("/rank", new RankEndpoint(versions, askers, limits)),
                Route.waiting("/feedback", feedback));
    }
}
