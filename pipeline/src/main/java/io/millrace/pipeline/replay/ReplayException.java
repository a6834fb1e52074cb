package io.millrace.pipeline.replay;

/** A replay cannot start or go on; the message says why and what to do about it. */
public final class ReplayException extends RuntimeException {
    public ReplayException(String message) {
        super(message);
    }

    public ReplayException(String message, Throwable cause) {
        super(message, cause);
    }
}
