package io.millrace.serving.metrics;

import io.millrace.serving.http.RequestLog;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.DoubleSupplier;

/** Counters of requests, and figures that are read when they are asked for. Thread-safe. */
public final class ServingMetrics implements RequestLog {
    /** Content type of {@link #text()}. */
    public static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer =
            PrometheusTextFormatWriter.builder().build();
    private final Counter requests = Counter.builder()
            .name("millrace_http_requests_total")
            .help("Requests by route and status.")
            .labelNames("route", "status")
            .register(registry);
    private final Histogram seconds = Histogram.builder()
            .name("millrace_http_request_seconds")
            .help("Seconds from a request's head to its answer.")
            .labelNames("route")
            .classicOnly()
            .classicUpperBounds(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5)
            .register(registry);

    @Override
    public void answered(String route, int status, double duration) {
        requests.labelValues(route, Integer.toString(status)).inc();
        seconds.labelValues(route).observe(duration);
    }

    /** A figure that goes up and down; not shown while it is not a number. */
    public ServingMetrics gauge(String name, String help, DoubleSupplier figure) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .callback(gauge -> {
                    double value = figure.getAsDouble();
                    if (!Double.isNaN(value)) {
                        gauge.call(value);
                    }
                })
                .register(registry);
        return this;
    }

    /** A figure that only goes up. */
    public ServingMetrics counter(String name, String help, DoubleSupplier figure) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .callback(counter -> counter.call(figure.getAsDouble()))
                .register(registry);
        return this;
    }

    /** All of it in Prometheus' text format. */
    public byte[] text() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            writer.write(text, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException("memory that cannot be written to", e);
        }
        return text.toByteArray();
    }
}
