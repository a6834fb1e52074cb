package io.millrace.serving.http;

import java.time.Duration;

/**
 * What a server takes upon itself.
 *
 * @param body most bytes of a request's body
 * @param bodyTimeout time in which a body must have come whole
 * @param idleTimeout time after which a connection without a request is closed
 * @param concurrency requests that are worked on at the same time
 * @param queue requests that may wait for that
 * @param queueTimeout how long they may wait
 */
public record HttpLimits(
        int body, Duration bodyTimeout, Duration idleTimeout, int concurrency, int queue, Duration queueTimeout) {
    /** As many at work as there are processors. */
    public static HttpLimits defaults() {
        return new HttpLimits(
                1 << 20,
                Duration.ofSeconds(5),
                Duration.ofMinutes(1),
                Runtime.getRuntime().availableProcessors(),
                64,
                Duration.ofSeconds(1));
    }

    public HttpLimits {
        if (body < 1 || concurrency < 1 || queue < 0) {
            throw new IllegalArgumentException("a body of " + body + " bytes, " + concurrency + " requests at work and "
                    + queue + " that wait are no limits to serve with");
        }
    }
}
