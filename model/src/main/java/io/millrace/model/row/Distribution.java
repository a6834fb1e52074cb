package io.millrace.model.row;

import io.millrace.schemas.id.Ids;

/**
 * A distribution whose {@code index}-th draw of a stream is a pure function of both: the same everywhere and for ever,
 * in any order.
 */
public sealed interface Distribution {
    /** The draw at {@code index} of {@code stream}. */
    float at(long stream, long index);

    /** Always {@code value}. */
    record Constant(float value) implements Distribution {
        @Override
        public float at(long stream, long index) {
            return value;
        }
    }

    /** Normal with mean 0. */
    record Normal(float deviation) implements Distribution {
        @Override
        public float at(long stream, long index) {
            return (float) (deviation * NormalQuantile.of(uniform(stream, index)));
        }
    }

    /** Normal with mean 0, conditioned on lying within two deviations. */
    record TruncatedNormal(float deviation) implements Distribution {
        private static final double TAIL = 0.022750131948179209;

        @Override
        public float at(long stream, long index) {
            double u = TAIL + (1 - 2 * TAIL) * uniform(stream, index);
            return (float) (deviation * NormalQuantile.of(u));
        }
    }

    /** Glorot and Bengio (AISTATS 2010): normal with variance {@code 2 / (inputs + outputs)}. */
    static Distribution xavier(int inputs, int outputs) {
        return new Normal((float) Math.sqrt(2.0 / (inputs + outputs)));
    }

    /** In (0, 1), from the upper 53 bits of SplitMix64's output. */
    private static double uniform(long stream, long index) {
        return ((Ids.combine(stream, index) >>> 11) + 0.5) * 0x1p-53;
    }
}
