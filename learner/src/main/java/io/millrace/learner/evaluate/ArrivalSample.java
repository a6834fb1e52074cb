package io.millrace.learner.evaluate;

import io.millrace.schemas.id.Ids;
import java.util.ArrayList;
import java.util.List;

/** A uniform sample of the arrival times of what was learnt between two versions (Vitter's algorithm R, 1985). */
public final class ArrivalSample {
    private final int capacity;
    private final List<Long> sample = new ArrayList<>();
    private long seen;

    public ArrivalSample(int capacity) {
        this.capacity = capacity;
    }

    public void add(long arrival) {
        seen++;
        if (sample.size() < capacity) {
            sample.add(arrival);
        } else {
            long at = Long.remainderUnsigned(Ids.mix(seen), seen);
            if (at < capacity) {
                sample.set((int) at, arrival);
            }
        }
    }

    /** The sample, and a fresh start. */
    public List<Long> take() {
        List<Long> taken = List.copyOf(sample);
        sample.clear();
        seen = 0;
        return taken;
    }
}
