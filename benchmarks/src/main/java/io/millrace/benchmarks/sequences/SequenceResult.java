package io.millrace.benchmarks.sequences;

import io.millrace.benchmarks.sidebyside.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What one kind of job did on one topic. Single figures are medians over the rounds.
 *
 * @param rate events a second
 * @param ofCeiling this rate by the ceiling's, within a round; null if the ceiling was not measured
 * @param timesNaive this rate by the naive job's, within a round; null if that was not measured
 * @param timesNaiveRecords likewise by that of the naive job that keeps records
 * @param cpuMicros microseconds of CPU, an event, all threads of the job's process together
 * @param drainSeconds from the output of the last event until all that the end of the input set free was done
 * @param outputs an event
 * @param written bytes given to RocksDB, an event
 * @param read bytes that RocksDB gave back, an event
 * @param compacted bytes that compactions wrote, an event
 */
record SequenceResult(
        Traffic traffic,
        JobKind kind,
        Spread rate,
        Spread ofCeiling,
        Spread timesNaive,
        Spread timesNaiveRecords,
        double cpuMicros,
        double drainSeconds,
        double outputs,
        double written,
        double read,
        double compacted) {

    /** @param passes by kind, as many of each, in the order of the rounds */
    static List<SequenceResult> of(Traffic traffic, Map<JobKind, List<Pass>> passes) {
        List<SequenceResult> results = new ArrayList<>();
        passes.forEach((kind, own) -> results.add(new SequenceResult(
                traffic,
                kind,
                Spread.over(
                        own.size(), round -> traffic.events() / own.get(round).seconds()),
                ratio(passes.get(JobKind.CEILING), own),
                ratio(passes.get(JobKind.NAIVE), own),
                ratio(passes.get(JobKind.NAIVE_RECORDS), own),
                median(own, Pass::cpuSeconds) * 1e6 / traffic.events(),
                median(own, Pass::drainSeconds),
                median(own, Pass::outputs) / traffic.events(),
                median(own, Pass::written) / traffic.events(),
                median(own, Pass::read) / traffic.events(),
                median(own, Pass::compacted) / traffic.events())));
        return results;
    }

    private static Spread ratio(List<Pass> others, List<Pass> own) {
        return others == null
                ? null
                : Spread.over(
                        own.size(),
                        round -> others.get(round).seconds() / own.get(round).seconds());
    }

    private static double median(List<Pass> passes, ToDoubleFunction<Pass> figure) {
        return Spread.over(passes.size(), round -> figure.applyAsDouble(passes.get(round)))
                .median();
    }
}
