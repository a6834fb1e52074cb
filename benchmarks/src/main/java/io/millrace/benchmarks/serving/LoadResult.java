package io.millrace.benchmarks.serving;

import java.util.Arrays;
import java.util.Locale;

/**
 * What became of requests that were sent in closed loop.
 *
 * @param nanos of each request that was answered with 200, ascending
 * @param failed how many were answered otherwise, or not at all
 * @param seconds that it took
 */
record LoadResult(long[] nanos, long failed, double seconds) {
    LoadResult {
        nanos = nanos.clone();
        Arrays.sort(nanos);
    }

    double perSecond() {
        return nanos.length / seconds;
    }

    /** Milliseconds within which a share of the requests were answered; NaN if none was. */
    double millis(double share) {
        if (nanos.length == 0) {
            return Double.NaN;
        }
        return nanos[Math.max(0, (int) Math.ceil(share * nanos.length) - 1)] * 1e-6;
    }

    /** A row of a Markdown table: requests a second, p50, p99 and the slowest in milliseconds, failures. */
    String toRow() {
        return String.format(
                Locale.ROOT,
                "%,.0f | %.2f | %.2f | %.2f | %d",
                perSecond(),
                millis(0.5),
                millis(0.99),
                millis(1),
                failed);
    }
}
