package io.millrace.benchmarks.peers;

import io.millrace.model.HstuSizes;
import io.millrace.model.WukongSizes;
import io.millrace.model.input.TokenSequence;
import java.util.List;

/** The configurations that are compared: two of HSTU, from the paper's ML-1M run, and two of Wukong. */
final class Workloads {
    private Workloads() {}

    /**
     * All, in the order of the report.
     *
     * @param users for HSTU
     * @param smallBatches batches in a pass of Wukong's small configuration, a tenth of the other's work
     * @param largeBatches and in one of the large
     */
    static List<Workload> all(List<TokenSequence> users, int smallBatches, int largeBatches) {
        return List.of(hstuBase(users), hstuLarge(users), wukongSmall(smallBatches), wukongLarge(largeBatches));
    }

    private static Workload hstuBase(List<TokenSequence> users) {
        return new SequenceWorkload("hstu-base", new HstuSizes(50, 2, 1, 50, 50, 200, 0.2f), users);
    }

    private static Workload hstuLarge(List<TokenSequence> users) {
        return new SequenceWorkload("hstu-large", new HstuSizes(50, 8, 2, 25, 25, 200, 0.2f), users);
    }

    /** 4.19 MFLOP forward an example. */
    static InteractionWorkload wukongSmall(int batches) {
        return wukong("wukong-small", new WukongSizes(32, 8, 16, 16, 8, List.of(256), List.of(256), false), batches);
    }

    /** 40.4 MFLOP forward an example. */
    static InteractionWorkload wukongLarge(int batches) {
        return wukong("wukong-large", new WukongSizes(64, 4, 32, 32, 24, List.of(1024), List.of(1024), false), batches);
    }

    private static InteractionWorkload wukong(String name, WukongSizes sizes, int batches) {
        WukongSizes.Layer layer = sizes.layers().get(0);
        int units = layer.fmbUnits() + layer.lcbUnits();
        return new InteractionWorkload(
                name, sizes, InteractionWorkload.made(batches * InteractionWorkload.BATCH, units, 2));
    }
}
