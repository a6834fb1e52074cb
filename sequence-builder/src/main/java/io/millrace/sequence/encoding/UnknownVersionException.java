package io.millrace.sequence.encoding;

/** State was written by a program newer than this one, or is not what it is taken for. */
public final class UnknownVersionException extends IllegalStateException {
    public UnknownVersionException(String form, int found, int known) {
        super(form + " has encoding version " + found + ", this program reads " + known
                + ": restore it with the program that wrote it");
    }
}
