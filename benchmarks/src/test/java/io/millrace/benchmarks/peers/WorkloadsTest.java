package io.millrace.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.millrace.benchmarks.peers.InteractionWorkload.Interaction;
import io.millrace.model.WukongSizes;
import io.millrace.model.epochs.NextItemTrainer;
import io.millrace.model.input.TokenSequence;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkloadsTest {
    @TempDir
    Path folder;

    @Test
    void shouldCountTheForwardOperationsOfWukong() {
        assertThat(2e-6 * Workloads.wukongSmall(1).forwardMacs()).isCloseTo(4.19, within(0.005));
        assertThat(2e-6 * Workloads.wukongLarge(1).forwardMacs()).isCloseTo(40.4, within(0.05));
    }

    @Test
    void shouldTrainAtSixOperationsForEveryForwardMultiplyAdd() {
        InteractionWorkload workload = Workloads.wukongSmall(2);

        assertThat(workload.units()).isEqualTo(512);
        assertThat(workload.flop()).isEqualTo(6.0 * 512 * workload.forwardMacs());
    }

    /** MATH §9: a user of 200 tokens is about 66 MFLOP, and 240 in the large configuration. */
    @Test
    void shouldCountTheOperationsOfHstu() {
        List<Workload> workloads = Workloads.all(List.of(user(200)), 1, 1);

        assertThat(1e-6 * workloads.get(0).flop()).isCloseTo(66, within(0.5));
        assertThat(1e-6 * workloads.get(1).flop()).isCloseTo(240, within(0.5));
    }

    @Test
    void shouldWriteSequencesForThePeer() throws Exception {
        Path file = folder.resolve("hstu.txt");
        Workloads.all(List.of(user(2)), 1, 1).get(1).write(file);

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "items=3706 width=50 layers=8 heads=2 qk=25 value=25 longest=200 negatives=128"
                                + " temperature=0.05 dropout=0.2 batch=128",
                        "0:1000 1:1001");
    }

    @Test
    void shouldWriteInteractionsForThePeer() throws Exception {
        Path file = folder.resolve("wukong.txt");
        WukongSizes sizes = new WukongSizes(4, 3, 2, 1, 5, List.of(6), List.of(7), false);
        List<Interaction> examples =
                List.of(new Interaction(new int[] {1, 2, 3}, true), new Interaction(new int[] {4, 4, 5}, false));
        new InteractionWorkload("tiny", sizes, examples).write(file);

        assertThat(Files.readAllLines(file))
                .containsExactly(
                        "units=3 width=4 layers=3 fm_units=2 linear_units=1 rank=5 hidden=6 head=7 rows=200000 batch=256",
                        "1 1 2 3",
                        "0 4 4 5");
    }

    @Test
    void shouldLearnTheLabelsOfABatchByHeart() {
        WukongSizes sizes = new WukongSizes(8, 2, 2, 2, 4, List.of(16), List.of(16), false);
        List<Interaction> batch = InteractionWorkload.made(64, 4, 1);
        WukongTrainer trainer = new WukongTrainer(new InteractionWorkload("tiny", sizes, batch));

        double first = trainer.step(batch);
        double last = first;
        for (int step = 0; step < 200; step++) {
            last = trainer.step(batch);
        }
        assertThat(last).isLessThan(0.1 * first);
    }

    @Test
    void shouldLeaveNoLineOutOfTheBatches() {
        assertThat(Batches.of(List.of(1, 2, 3, 4, 5), 2)).containsExactly(List.of(1, 2), List.of(3, 4), List.of(5));
    }

    private static TokenSequence user(int tokens) {
        int[] items = new int[tokens];
        long[] seconds = new long[tokens];
        for (int i = 0; i < tokens; i++) {
            items[i] = i;
            seconds[i] = 1000 + i;
        }
        return NextItemTrainer.tokens(items, seconds);
    }
}
