package io.millrace.benchmarks.rows;

import java.io.Serializable;

/**
 * What the server is given to do.
 *
 * @param rows of the table
 * @param width of a row
 * @param updates of rows, after every row has been touched once
 * @param batch rows that are pulled and pushed together
 * @param skew which rows are updated: the {@code ⌊rows · u^skew⌋}-th for a uniform u; 1 for all alike
 * @param cutEvery touched rows between two cuts of a version
 * @param keyGroups of the server
 * @param cacheBytes of its cache
 */
record RowLoad(
        long rows, int width, long updates, int batch, double skew, long cutEvery, int keyGroups, long cacheBytes)
        implements Serializable {
    RowLoad {
        if (rows < 1 || width < 1 || updates < 0 || batch < 1 || !(skew > 0) || cutEvery < batch || cacheBytes < 1) {
            throw new IllegalArgumentException(
                    "rows, width and batch are at least 1, skew is above 0, and a cut comes after a batch at the"
                            + " earliest");
        }
    }
}
