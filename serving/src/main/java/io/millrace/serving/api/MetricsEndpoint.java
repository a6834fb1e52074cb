package io.millrace.serving.api;

import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;
import io.millrace.serving.metrics.ServingMetrics;
import java.util.Map;

/** {@code GET /metrics}: for Prometheus. */
public record MetricsEndpoint(ServingMetrics metrics) implements Endpoint {
    @Override
    public Response answer(Request request) {
        return new Response(200, ServingMetrics.CONTENT_TYPE, metrics.text(), Map.of());
    }
}
