package io.millrace.model.float64;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.millrace.model.float64.epochs.NextItemTrainer;
import io.millrace.model.float64.input.TokenSequence;
import io.millrace.model.float64.kernel.Matrix;
import io.millrace.model.float64.optimizer.AdamW;
import io.millrace.model.float64.row.Layout;
import io.millrace.model.float64.wukong.Wukong;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Training steps make no garbage. Shown on the twin, whose loops are scalar: before they are compiled, the vectors of the
 * JDK are objects.
 */
class AllocationTest {
    /** Iterators and lambdas of a step; a single matrix of these models takes more. */
    private static final long LEFT_OVER = 1_000;

    @ParameterizedTest
    @EnumSource(Encoder.class)
    void shouldTrainASequenceModelWithoutGarbage(Encoder encoder) {
        HstuSizes sizes = new HstuSizes(16, 2, 2, 8, 8, 40, 0.2);
        AdamW optimizer = new AdamW(1e-3, 0.9, 0.98, 1e-8, 0, 0);
        NextItemTrainer trainer =
                new NextItemTrainer(new NextItemTrainer.Settings(encoder, sizes, 50, 16, 0.05, optimizer, 1));
        List<TokenSequence> users = List.of(user(40, 1), user(13, 2), user(27, 3));
        requireNoGarbage(() -> trainer.step(users));
    }

    @Test
    void shouldTrainAnInteractionModelWithoutGarbage() {
        WukongSizes sizes = new WukongSizes(8, 2, 3, 4, 2, List.of(16), List.of(16), false);
        AdamW optimizer = new AdamW(1e-3, 0.9, 0.98, 1e-8, 0, 0);
        Layout layout = new Layout(optimizer, optimizer);
        Wukong wukong = new Wukong(layout, sizes, 9, 1);
        Parameters parameters = new io.millrace.model.float64.epochs.LocalRows(layout.tables(), 1).parameters();
        Gradients gradients = new Gradients(layout.tables());
        Matrix x = Matrix.of(new SplittableRandom(1).doubles(20 * 72).toArray(), 20, 72);
        Matrix slopes = Matrix.of(new SplittableRandom(2).doubles(20).toArray(), 20, 1);
        requireNoGarbage(() -> {
            wukong.forward(parameters, x);
            wukong.backward(parameters, gradients, slopes);
        });
    }

    private static TokenSequence user(int length, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        return NextItemTrainer.tokens(
                random.ints(length, 0, 50).toArray(),
                IntStream.range(0, length).mapToLong(i -> 60L * i * i).toArray());
    }

    private static void requireNoGarbage(Runnable step) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        for (int warmUp = 0; warmUp < 3; warmUp++) {
            step.run();
        }
        long before = threads.getCurrentThreadAllocatedBytes();
        step.run();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated).isLessThan(LEFT_OVER);
    }
}
