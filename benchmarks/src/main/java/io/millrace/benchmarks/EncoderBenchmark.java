package io.millrace.benchmarks;

import io.millrace.model.Gradients;
import io.millrace.model.HstuSizes;
import io.millrace.model.Parameters;
import io.millrace.model.hstu.HstuEncoder;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Layout;
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
 * Time of HSTU alone, forward and backward, on one sequence, by its length: D = 50, two layers of one head of 50, as in the
 * paper's ML-1M run, or eight of two heads of 25. One thread; no loss and no optimiser. With {@code -prof gc} it shows that
 * a step allocates nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class EncoderBenchmark {
    @Param({"50", "114", "200", "400", "800", "1600", "4096"})
    int tokens;

    @Param({"2x1x50", "8x2x25"})
    String layers;

    private HstuEncoder encoder;
    private Parameters parameters;
    private Gradients gradients;
    private TokenSequence sequence;
    private Matrix cotangent;

    @Setup
    public void fill() {
        String[] sizes = layers.split("x");
        int width = Integer.parseInt(sizes[2]);
        Layout layout = new Layout(new RowWiseAdaGrad(0.05f, 1e-8f), new RowWiseAdaGrad(0.05f, 1e-8f));
        encoder = new HstuEncoder(
                layout,
                new HstuSizes(
                        50,
                        Integer.parseInt(sizes[0]),
                        Integer.parseInt(sizes[1]),
                        width,
                        width,
                        Math.max(200, tokens),
                        0));
        parameters = Sequences.born(layout.tables());
        gradients = new Gradients(layout.tables());
        sequence = Sequences.events(tokens);
        encoder.embedding()
                .rowsOf(
                        sequence,
                        (table, row) ->
                                Sequences.put(parameters, layout.tables().get(table), row));
        SplittableRandom random = new SplittableRandom(1);
        cotangent = Matrix.of(new float[tokens * 50], tokens, 50);
        for (int i = 0; i < cotangent.values().length; i++) {
            cotangent.values()[i] = (float) random.nextDouble() - 0.5f;
        }
    }

    @Benchmark
    public Gradients step() {
        encoder.forward(parameters, sequence, Sequences.REQUEST, Dropout.NONE);
        encoder.backward(parameters, gradients, sequence, cotangent);
        return gradients;
    }
}
