package io.millrace.learner.server;

import java.util.LinkedHashMap;
import java.util.Map;

/** The gradients of one push for rows that are not admitted, summed by the row that stands in for them. */
final class Newcomers {
    /** Which stand-in it is. */
    private record Place(int keyGroup, int number) {}

    /** Is told a stand-in's gradient. */
    @FunctionalInterface
    interface Visitor {
        void visit(int keyGroup, int number, float[] sum);
    }

    private final Map<Place, float[]> sums = new LinkedHashMap<>();

    void add(CachedRow row, float[] gradients, int at, int width) {
        float[] sum = sums.computeIfAbsent(new Place(row.keyGroup, row.table), place -> new float[width]);
        for (int i = 0; i < width; i++) {
            sum[i] += gradients[at + i];
        }
    }

    /** In the order in which they were first needed. */
    void forEach(Visitor visitor) {
        sums.forEach((place, sum) -> visitor.visit(place.keyGroup(), place.number(), sum));
    }
}
