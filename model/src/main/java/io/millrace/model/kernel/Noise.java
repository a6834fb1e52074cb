package io.millrace.model.kernel;

/**
 * Noise that is a pure function of a key and an index: two rounds of multiply and shift with the constants that C. Wellons
 * found to have the lowest bias (hash prospector, triple32 less its last round), each half of the key mixed in before a
 * round. Only operations that vectors have.
 */
public final class Noise {
    public static final int STEP = 0x9E3779B9;
    public static final int FIRST_SHIFT = 17;
    public static final int FIRST = 0xED5AD4BB;
    public static final int SECOND_SHIFT = 11;
    public static final int SECOND = 0xAC4C1B51;
    public static final int LAST_SHIFT = 15;

    private Noise() {}

    /** 0 until 2³¹, evenly. */
    public static int at(long key, int index) {
        int x = index * STEP ^ (int) key;
        x ^= x >>> FIRST_SHIFT;
        x *= FIRST;
        x ^= (int) (key >>> 32);
        x ^= x >>> SECOND_SHIFT;
        x *= SECOND;
        x ^= x >>> LAST_SHIFT;
        return x >>> 1;
    }
}
