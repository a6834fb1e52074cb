package io.millrace.serving.http;

import java.util.Map;

/** A request that gets no answer, and why: thrown by whoever finds out, told to whoever asked. */
public final class Refusal extends RuntimeException {
    private static final Map<String, String> LATER = Map.of("Retry-After", "1");

    private final int status;
    private final String code;
    private final transient Map<String, String> headers;

    private Refusal(int status, String code, String message, Map<String, String> headers) {
        super(message, null, false, false);
        this.status = status;
        this.code = code;
        this.headers = headers;
    }

    /** 400: what was asked cannot be. */
    public static Refusal bad(String code, String message) {
        return new Refusal(400, code, message, Map.of());
    }

    /** 404: there is no such thing. */
    public static Refusal unknown(String code, String message) {
        return new Refusal(404, code, message, Map.of());
    }

    /** 503: not now, perhaps in a second. */
    public static Refusal later(String code, String message) {
        return new Refusal(503, code, message, LATER);
    }

    static Refusal of(int status, String code, String message) {
        return new Refusal(status, code, message, Map.of());
    }

    static Refusal of(int status, String code, String message, String header, String value) {
        return new Refusal(status, code, message, Map.of(header, value));
    }

    public int status() {
        return status;
    }

    /** One word for programs. */
    public String code() {
        return code;
    }

    /** Headers that belong to the answer. */
    public Map<String, String> headers() {
        return headers;
    }
}
