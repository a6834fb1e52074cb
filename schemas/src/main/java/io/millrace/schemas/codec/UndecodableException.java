package io.millrace.schemas.codec;

/** Bytes that are not the contract they were taken for. */
public final class UndecodableException extends Exception {
    /** Where decoding stopped. */
    public enum Kind {
        NOT_AVRO,
        UNKNOWN_SCHEMA,
        UNKNOWN_SYMBOL,
        BROKEN_BODY,
        NOT_UTF8
    }

    private final Kind kind;

    public UndecodableException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
