package io.millrace.pipeline.embedded;

/** The embedded system cannot start; the message says why and what to do, in one line. */
public final class EmbeddedStartException extends RuntimeException {
    public EmbeddedStartException(String message) {
        super(message);
    }
}
