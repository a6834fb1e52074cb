package io.millrace.pipeline.dataset;

import java.util.List;

/**
 * The lines of a dataset that did not parse and were left out.
 *
 * @param count how many there are
 * @param first the first few of them, in the order of the file
 */
public record BadLines(long count, List<BadLine> first) {
    /** All lines are good. */
    public static final BadLines NONE = new BadLines(0, List.of());

    /**
     * One of them.
     *
     * @param number counted from 1, headers included
     * @param reason what is wrong with it
     */
    public record BadLine(long number, String reason) {}

    public BadLines {
        first = List.copyOf(first);
    }
}
