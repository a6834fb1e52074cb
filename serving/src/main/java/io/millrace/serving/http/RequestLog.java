package io.millrace.serving.http;

/** Hears of every answer. Called by many threads. */
@FunctionalInterface
public interface RequestLog {
    /**
     * @param route pattern of the route, {@code none} if no endpoint was found
     * @param seconds from the request's head to the answer
     */
    void answered(String route, int status, double seconds);
}
