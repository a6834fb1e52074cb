package io.millrace.serving.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** A token that requests must carry. Only its digest is kept, so that it can be neither printed nor guessed by the clock. */
public final class BearerToken {
    private static final String SCHEME = "Bearer ";

    private final byte[] digest;

    /** @throws IllegalArgumentException if it is blank or holds what a header cannot */
    public BearerToken(String token) {
        if (token.isBlank() || !token.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalArgumentException("a token is printable ASCII without spaces");
        }
        this.digest = digest(token);
    }

    /** Whether the header carries the token; takes as long whether or not. */
    boolean isIn(String authorization) {
        boolean bearer = authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        return MessageDigest.isEqual(digest, digest(bearer ? authorization.substring(SCHEME.length()) : ""));
    }

    private static byte[] digest(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }
}
