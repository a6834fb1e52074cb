package io.millrace.serving.http;

/** Answers one kind of request. Called by many threads. */
@FunctionalInterface
public interface Endpoint {
    /** @throws Refusal if there is no answer */
    Response answer(Request request);
}
