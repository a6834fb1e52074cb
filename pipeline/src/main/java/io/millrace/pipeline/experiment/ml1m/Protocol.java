package io.millrace.pipeline.experiment.ml1m;

import java.util.Locale;

/** What is learnt from, and so what of a user can be asked fairly. */
public enum Protocol {
    /** As the public tables were made: learns from all but the last item, and is tested on it after each epoch. */
    PUBLISHED(1),

    /** Learns from all but the last two: the item before the last says which epoch is best, the last tests that one. */
    VALIDATED(2);

    private final int leftOut;

    Protocol(int leftOut) {
        this.leftOut = leftOut;
    }

    /** How many of a user's last items are not learnt from. */
    int leftOut() {
        return leftOut;
    }

    /** As on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
