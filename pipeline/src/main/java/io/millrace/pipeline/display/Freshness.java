package io.millrace.pipeline.display;

import io.millrace.serving.follow.Activation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/** Time from an event's arrival to the first activated version that has learnt it. Thread-safe. */
public final class Freshness {
    private final List<Long> sample = new ArrayList<>();
    private final long since;

    /** @param since arrivals before this, milliseconds, are not counted: they waited for us to start */
    public Freshness(long since) {
        this.since = since;
    }

    public synchronized void add(Activation activation) {
        for (long age : activation.freshnessMillis()) {
            if (activation.activatedAtMillis() - age >= since) {
                sample.add(age);
            }
        }
    }

    /** The q-quantile in milliseconds, by nearest rank; empty before the first activation. */
    public synchronized OptionalLong quantile(double q) {
        if (sample.isEmpty()) {
            return OptionalLong.empty();
        }
        List<Long> sorted = new ArrayList<>(sample);
        Collections.sort(sorted);
        return OptionalLong.of(sorted.get((int) Math.min(sorted.size() - 1, Math.floor(q * sorted.size()))));
    }
}
