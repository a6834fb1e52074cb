package io.millrace.serving.feedback;

/** The broker did not say in time that it has an event: it may have it or not. */
public final class NotAcknowledgedException extends Exception {
    NotAcknowledgedException(Throwable cause) {
        super(cause);
    }
}
