package io.millrace.benchmarks;

import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Outcome;
import io.millrace.model.Parameters;
import io.millrace.model.Recommender;
import io.millrace.model.input.Example;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.input.Negatives;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Tokens per second of one complete learning pass with the default configuration: HSTU, retrieval with 128 negatives, both
 * rankers, forward and backward, on a full sequence whose last 16 interactions are labelled. One thread; no optimiser.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class LearnStepBenchmark {
    private static final int TOKENS = 256;
    private static final int LABELLED = 16;

    private final ModelConfig config = ModelConfig.defaults();
    private final Recommender recommender = new Recommender(config);
    private final Parameters parameters = Sequences.born(recommender.tables());
    private final Gradients gradients = new Gradients(recommender.tables());
    private Example example;

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        Supervision[] supervision = new Supervision[3 * LABELLED];
        for (int i = 0; i < LABELLED; i++) {
            int token = TOKENS - 2 * (LABELLED - i);
            supervision[3 * i] = new Supervision(token, Supervision.RETRIEVAL, 1, 1);
            supervision[3 * i + 1] = new Supervision(token, 0, random.nextInt(2), 1);
            supervision[3 * i + 2] = new Supervision(token, 1, random.nextInt(2), 1);
        }
        long[] negatives = random.longs(config.negatives(), 0, Sequences.ITEMS).toArray();
        example = new Example(
                Sequences.interleaved(TOKENS),
                7,
                Sequences.REQUEST,
                new long[supervision.length][0],
                supervision,
                Negatives.uniform(negatives, supervision.length),
                1);
        recommender.rowsOf(
                example,
                (table, row) -> Sequences.put(parameters, recommender.tables().get(table), row));
    }

    @Benchmark
    @OperationsPerInvocation(TOKENS)
    public Outcome tokens() {
        gradients.clear();
        return recommender.learn(example, parameters, gradients);
    }
}
