package io.millrace.sequence.intake;

/** Most of the input cannot be used; the message says, in one line, what it is like and what to do. */
public final class MostlyBadInputException extends Exception {
    MostlyBadInputException(String message) {
        super(message);
    }
}
