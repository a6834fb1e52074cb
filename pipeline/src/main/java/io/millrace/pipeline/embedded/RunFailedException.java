package io.millrace.pipeline.embedded;

/** A run that came to an end of its own; the message says why, in one line. */
public final class RunFailedException extends RuntimeException {
    public RunFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
