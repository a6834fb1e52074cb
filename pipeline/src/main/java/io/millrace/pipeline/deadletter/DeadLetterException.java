package io.millrace.pipeline.deadletter;

/** Dead letters cannot be read or put back; the message says why and what to do, in one line. */
public final class DeadLetterException extends RuntimeException {
    public DeadLetterException(String message) {
        super(message);
    }

    DeadLetterException(String message, Throwable cause) {
        super(message, cause);
    }
}
