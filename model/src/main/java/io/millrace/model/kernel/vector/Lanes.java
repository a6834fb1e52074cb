package io.millrace.model.kernel.vector;

import io.millrace.model.kernel.Panels;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The one width of vectors that a JVM uses: sixteen floats where the machine has them, otherwise eight. C2 of JDK 17 knows
 * what a vector in a loop is as long as there is only one kind of them; with two it puts them into objects.
 */
final class Lanes {
    static final boolean WIDE = FloatVector.SPECIES_PREFERRED.length() >= FloatVector.SPECIES_512.length();
    static final VectorSpecies<Float> SPECIES = WIDE ? FloatVector.SPECIES_512 : FloatVector.SPECIES_256;
    static final VectorSpecies<Integer> INTS = WIDE ? IntVector.SPECIES_512 : IntVector.SPECIES_256;

    /** Floats of a vector. */
    static final int COUNT = SPECIES.length();

    private static final VectorShuffle<Float> EIGHT_ON = VectorShuffle.iota(SPECIES, COUNT / 2, 1, true);
    private static final VectorShuffle<Float> FOUR_ON = VectorShuffle.iota(SPECIES, 4, 1, true);
    private static final VectorShuffle<Float> TWO_ON = VectorShuffle.iota(SPECIES, 2, 1, true);
    private static final int[] KEPT = firstThen(-1, 0);
    private static final int[] SIGNS = firstThen(0, Integer.MIN_VALUE);

    private Lanes() {}

    private static int[] firstThen(int first, int then) {
        int[] bits = new int[2 * Panels.WIDTH];
        Arrays.fill(bits, 0, Panels.WIDTH, first);
        Arrays.fill(bits, Panels.WIDTH, bits.length, then);
        return bits;
    }

    /**
     * Adds up sixteen partial sums, in one vector or in two, until two are left, in the first lanes: always the upper half to
     * the lower.
     */
    static FloatVector two(FloatVector lower, FloatVector upper) {
        FloatVector eight = lower.add(WIDE ? lower.rearrange(EIGHT_ON) : upper);
        FloatVector four = eight.add(eight.rearrange(FOUR_ON));
        return four.add(four.rearrange(TWO_ON));
    }

    /** The first {@code count} lanes of {@code x}, and zeros. By bits: JDK 17 keeps masks in memory. */
    static FloatVector first(FloatVector x, int count) {
        return x.reinterpretAsInts()
                .lanewise(VectorOperators.AND, IntVector.fromArray(INTS, KEPT, Panels.WIDTH - count))
                .reinterpretAsFloats();
    }

    /** The first {@code count} lanes of {@code x}, and negative zeros: added to anything, they leave it as it is. */
    static FloatVector firstToAdd(FloatVector x, int count) {
        return x.reinterpretAsInts()
                .lanewise(VectorOperators.AND, IntVector.fromArray(INTS, KEPT, Panels.WIDTH - count))
                .lanewise(VectorOperators.OR, IntVector.fromArray(INTS, SIGNS, Panels.WIDTH - count))
                .reinterpretAsFloats();
    }
}
