package io.millrace.benchmarks;

import io.millrace.model.kernel.Kernels;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Panels;
import io.millrace.model.kernel.Product;
import io.millrace.model.kernel.Product.Shape;
import io.millrace.model.kernel.ScalarKernels;
import java.util.Arrays;
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
 * Time of one product, with the right factor packed before, in shapes (rows, columns, inner) that the model has: HSTU's
 * projection, its way back, a weight gradient, a head of 25, and Wukong's MLP. GFLOP/s are 2 · rows · columns · inner / ns.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class ProductBenchmark {
    @Param({"114x200x50", "114x50x200", "T50x200x114", "114x25x114", "512x1024x1536"})
    String shape;

    @Param({"vector", "scalar"})
    String kernels;

    private boolean transposed;
    private Matrix a;
    private Matrix c;
    private final Panels b = new Panels();
    private Product product;

    @Setup
    public void fill() {
        transposed = shape.startsWith("T");
        int[] sizes = Arrays.stream(shape.substring(transposed ? 1 : 0).split("x"))
                .mapToInt(Integer::parseInt)
                .toArray();
        a = transposed ? filled(sizes[2], sizes[0]) : filled(sizes[0], sizes[2]);
        b.pack(filled(sizes[2], sizes[1]));
        c = filled(sizes[0], sizes[1]);
        product = kernels.equals("vector") ? Kernels.BEST.newProduct() : new ScalarKernels().newProduct();
    }

    private static Matrix filled(int rows, int columns) {
        float[] values = new float[rows * columns];
        Arrays.fill(values, 1e-3f);
        return Matrix.of(values, rows, columns);
    }

    @Benchmark
    public Matrix add() {
        product.add(a, transposed, b, c, Shape.FULL, 0);
        return c;
    }
}
