package io.millrace.pipeline.dataset;

/** A dataset cannot be read; the message says why and what to do about it. */
public final class DatasetException extends RuntimeException {
    public DatasetException(String message) {
        super(message);
    }

    public DatasetException(String message, Throwable cause) {
        super(message, cause);
    }
}
