package io.millrace.pipeline.erasure;

/** An erasure that cannot be asked for; the message says why, and what to do. */
public final class ErasureException extends RuntimeException {
    public ErasureException(String message) {
        super(message);
    }

    ErasureException(String message, Throwable cause) {
        super(message, cause);
    }
}
