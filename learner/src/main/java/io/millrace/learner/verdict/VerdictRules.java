package io.millrace.learner.verdict;

import java.io.Serializable;

/**
 * When a version is held back.
 *
 * @param minPredictions predictions, of all tasks, whose labels have to mature before a version is let out
 * @param window what a task is looked at over
 * @param margin by how much normalised entropy may be above its usual level, as a share of it
 * @param patience windows above the level that are held; if the next one is above it too, its level is the usual one
 * @param calibration the least and the greatest Σp/Σy
 */
public record VerdictRules(long minPredictions, Window window, double margin, int patience, Bounds calibration)
        implements Serializable {
    /**
     * A window is closed when it has so many labels.
     *
     * @param labels at all
     * @param ofEither of each class
     */
    public record Window(int labels, int ofEither) implements Serializable {
        public Window {
            if (labels < 1 || ofEither < 0) {
                throw new IllegalArgumentException("a window has labels, and of each class not fewer than none: not "
                        + labels + " and " + ofEither);
            }
        }
    }

    /** From least to greatest, inclusive. */
    public record Bounds(double least, double greatest) implements Serializable {
        public Bounds {
            if (!(least >= 0 && least <= greatest)) {
                throw new IllegalArgumentException(
                        "calibration has bounds from 0 on, the least one first: not " + least + " and " + greatest);
            }
        }

        boolean contain(double value) {
            return value >= least && value <= greatest;
        }
    }

    public VerdictRules {
        if (minPredictions < 0) {
            throw new IllegalArgumentException("there are never fewer predictions than none: not " + minPredictions);
        }
        if (!(margin > 0)) {
            throw new IllegalArgumentException("normalised entropy varies: its margin is above 0, not " + margin);
        }
        if (patience < 0) {
            throw new IllegalArgumentException("patience lasts 0 windows or more, not " + patience);
        }
    }

    /** Rules by which a version is held only if nothing finite comes out of the model. */
    public static final VerdictRules LENIENT = new VerdictRules(
            0, new Window(Integer.MAX_VALUE, 0), Double.POSITIVE_INFINITY, 0, new Bounds(0, Double.POSITIVE_INFINITY));
}
