package io.millrace.pipeline.experiment.ml1m;

import java.util.Locale;

/** What a model is told of when things happened. */
public enum Bias {
    /** Their order: all times are 0, so that the time bias is one constant. */
    POSITION,

    /** Their order and their times: users without times are left out. */
    TIME;

    /** As on the command line. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
