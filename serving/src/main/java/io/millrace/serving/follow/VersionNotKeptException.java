package io.millrace.serving.follow;

/** A version was asked for that is not at hand, or that is not the only one of its number. */
public final class VersionNotKeptException extends RuntimeException {
    VersionNotKeptException(String message) {
        super(message);
    }
}
