package io.millrace.schemas.id;

import com.dynatrace.hash4j.hashing.Hasher64;
import com.dynatrace.hash4j.hashing.Hashing;
import java.nio.charset.StandardCharsets;

/**
 * The one way in which the strings of the wire become the 64-bit ids of the inside.
 *
 * <p>An id is the XXH64 hash, seed 0, of the string's UTF-8 bytes; a fact (a feature, a static or a slow attribute) is
 * hashed as {@code name + '=' + value}. XXH64 is specified at <a
 * href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">xxhash_spec.md</a> and has a library in every
 * language. The test vectors are in {@code id-test-vectors.csv} on this module's class path.
 */
public final class Ids {
    private static final Hasher64 XXH64 = Hashing.xxh64();

    private Ids() {}

    /** The id of a user, an item, an event or an action type. */
    public static long of(String name) {
        return of(name.getBytes(StandardCharsets.UTF_8));
    }

    /** XXH64, seed 0, of {@code bytes}. */
    public static long of(byte[] bytes) {
        return XXH64.hashBytesToLong(bytes);
    }

    /** The id of the fact that {@code name} has {@code value}. */
    public static long ofFact(String name, String value) {
        return of(name + '=' + value);
    }

    /**
     * A bijective scrambler of 64 bits: the finaliser of SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom
     * Number Generators", OOPSLA 2014). Combines ids, seeds generators and makes order-independent sums collision-hard.
     */
    public static long mix(long z) {
        z += 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** An id made of two, in this order. */
    public static long combine(long first, long second) {
        return mix(mix(first) + second);
    }
}
