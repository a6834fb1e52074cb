package io.millrace.benchmarks;

import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.Recommender;
import io.millrace.model.Recommender.Candidates;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.sequence.HistoryCache;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Time to rank candidates by HSTU and Wukong, in the default sizes, for a user of 100 interactions: 200 tokens. One
 * thread. The history is computed once a request, and not at all when its keys and values are at hand.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class RankBenchmark {
    @Param({"1", "100", "1000"})
    int candidates;

    private final Recommender recommender = new Recommender(ModelConfig.defaults());
    private final Parameters parameters = Sequences.born(recommender.tables());
    private final TokenSequence history = Sequences.interleaved(200);
    private final HistoryCache cache = recommender.newCache();
    private Candidates asked;

    @Setup
    public void fill() {
        asked = new Candidates(
                new SplittableRandom(2).longs(candidates, 0, Sequences.ITEMS).toArray(), new long[candidates][0]);
        recommender.rowsOf(
                history,
                7,
                asked,
                (table, row) -> Sequences.put(parameters, recommender.tables().get(table), row));
    }

    @Benchmark
    public float[][] fromNothing() {
        return recommender.rank(history, 7, Sequences.REQUEST, asked, parameters);
    }

    @Benchmark
    public float[][] fromCache() {
        return recommender.rank(history, 7, Sequences.REQUEST, asked, parameters, cache);
    }
}
