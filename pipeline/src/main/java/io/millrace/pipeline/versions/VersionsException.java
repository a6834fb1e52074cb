package io.millrace.pipeline.versions;

/** Versions cannot be seen, or an order cannot be given; the message says why and what to do. */
public final class VersionsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    VersionsException(String message) {
        super(message);
    }

    VersionsException(String message, Throwable cause) {
        super(message, cause);
    }
}
