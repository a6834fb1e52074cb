package io.millrace.benchmarks.rows;

import java.util.Locale;

/**
 * How one phase went.
 *
 * @param name of the phase
 * @param rows touched
 * @param seconds it took
 * @param cpuSeconds that its thread took, RocksDB in the background not counted
 * @param hitRate of the cache in this phase
 * @param cachedRows in the cache at its end
 * @param cacheBytes that they took by the cache's own account
 * @param heapBytes in use at its end, after a collection
 * @param residentBytes of the process at its end
 */
public record RowPhase(
        String name,
        long rows,
        double seconds,
        double cpuSeconds,
        double hitRate,
        long cachedRows,
        long cacheBytes,
        long heapBytes,
        long residentBytes) {
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%s: %,d rows in %.0f s, %,.0f rows/s (%,.0f a second of the processor), hit rate %.3f, %,d rows in the cache (%d MiB), heap %d MiB,"
                        + " resident %d MiB",
                name,
                rows,
                seconds,
                rows / seconds,
                rows / cpuSeconds,
                hitRate,
                cachedRows,
                cacheBytes >> 20,
                heapBytes >> 20,
                residentBytes >> 20);
    }
}
