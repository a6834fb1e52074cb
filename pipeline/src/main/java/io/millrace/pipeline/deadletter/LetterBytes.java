package io.millrace.pipeline.deadletter;

import java.nio.ByteBuffer;

/** The bytes that a letter keeps. */
final class LetterBytes {
    private LetterBytes() {}

    /** A copy; null for null. */
    static byte[] of(ByteBuffer kept) {
        if (kept == null) {
            return null;
        }
        byte[] bytes = new byte[kept.remaining()];
        kept.duplicate().get(bytes);
        return bytes;
    }
}
