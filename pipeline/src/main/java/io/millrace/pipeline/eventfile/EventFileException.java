package io.millrace.pipeline.eventfile;

/** Event files cannot be written or read; the message names the file and says what is wrong with it, in one line. */
public final class EventFileException extends RuntimeException {
    public EventFileException(String message) {
        super(message);
    }

    public EventFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
