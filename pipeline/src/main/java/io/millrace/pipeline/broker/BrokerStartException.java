package io.millrace.pipeline.broker;

/** The embedded broker cannot start; the message is one line that says why and what to do about it. */
public final class BrokerStartException extends RuntimeException {
    public BrokerStartException(String message) {
        super(message);
    }

    public BrokerStartException(String message, Throwable cause) {
        super(message, cause);
    }
}
