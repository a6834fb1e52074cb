package io.millrace.benchmarks;

import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Parameters;
import io.millrace.model.hstu.HstuEncoder;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Layout;
import io.millrace.model.row.Rows;
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
 * Tokens per second, forward and backward, of HSTU alone in the sizes of the paper's ML-1M run: D = 50, two layers of one
 * head of 50, on a sequence of 114 tokens, the data set's mean. One thread; no loss and no optimiser.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class HstuStepBenchmark {
    private static final int TOKENS = 114;
    private static final long REQUEST = 1_700_000_000;

    private final Layout layout = new Layout(new RowWiseAdaGrad(0.05f, 1e-8f), new RowWiseAdaGrad(0.05f, 1e-8f));
    private final HstuEncoder encoder = new HstuEncoder(layout, new ModelConfig.Hstu(50, 2, 1, 50, 50, 200, 0));
    private final Parameters parameters = new Parameters(layout.tables());
    private final Gradients gradients = new Gradients(layout.tables());
    private TokenSequence tokens;
    private Matrix cotangent;

    /** Items seen one after another, within two weeks. */
    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        int[] offsets = new int[TOKENS + 1];
        long[] ids = new long[TOKENS];
        long[] seconds = new long[TOKENS];
        for (int i = 0; i < TOKENS; i++) {
            offsets[i + 1] = i + 1;
            ids[i] = random.nextInt(3_000);
            seconds[i] = REQUEST - (TOKENS - i) * 10_000L;
        }
        tokens = new TokenSequence(new byte[TOKENS], offsets, ids, seconds, new long[0]);
        layout.tables().forEach(table -> {
            for (int block = 0; block < table.blocks(); block++) {
                parameters.put(table.id(), block, Rows.born(table, 1, block).values, 0);
            }
        });
        encoder.embedding()
                .rowsOf(
                        tokens,
                        (table, row) -> parameters.put(
                                table, row, Rows.born(layout.tables().get(table), 1, row).values, 0));
        cotangent = Matrix.of(new float[TOKENS * 50], TOKENS, 50);
        for (int i = 0; i < cotangent.values().length; i++) {
            cotangent.values()[i] = (float) random.nextDouble() - 0.5f;
        }
    }

    @Benchmark
    @OperationsPerInvocation(TOKENS)
    public Gradients tokens() {
        encoder.forward(parameters, tokens, REQUEST, Dropout.NONE);
        encoder.backward(parameters, gradients, tokens, cotangent);
        return gradients;
    }
}
