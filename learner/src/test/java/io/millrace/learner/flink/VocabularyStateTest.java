package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.learner.trainer.ItemVocabulary;
import io.millrace.model.sampling.UniformSampler;
import java.util.Collections;
import java.util.Random;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.core.fs.CloseableRegistry;
import org.apache.flink.runtime.state.DefaultOperatorStateBackendBuilder;
import org.apache.flink.runtime.state.OperatorStateBackend;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VocabularyStateTest {
    private static final int ITEMS = 600;
    private static final int WIDTH = 3;

    private OperatorStateBackend store;

    @BeforeEach
    void makeStore() throws Exception {
        store = new DefaultOperatorStateBackendBuilder(
                        getClass().getClassLoader(),
                        new ExecutionConfig(),
                        false,
                        Collections.emptyList(),
                        new CloseableRegistry())
                .build();
    }

    @AfterEach
    void closeStore() throws Exception {
        store.close();
    }

    private static ItemVocabulary vocabulary(int capacity) {
        return new ItemVocabulary(capacity, new UniformSampler());
    }

    /** Every third item has no row yet. */
    private static ItemVocabulary learnt() {
        ItemVocabulary learnt = vocabulary(ITEMS);
        Random random = new Random(5);
        for (int i = 0; i < ITEMS; i++) {
            long id = random.nextLong();
            learnt.add(id, i % 7);
            if (i % 3 > 0) {
                learnt.observe(
                        id,
                        new float[] {random.nextFloat(), random.nextFloat() - 1, random.nextFloat() * 1e-3f},
                        0,
                        WIDTH);
            }
        }
        return learnt;
    }

    private ItemVocabulary restored(int capacity, boolean rowsGoOn) throws Exception {
        ItemVocabulary restored = vocabulary(capacity);
        new VocabularyState(store).restore(restored, rowsGoOn);
        return restored;
    }

    @Test
    void shouldRestoreItemsCountsAndRowsToTheLastBit() throws Exception {
        ItemVocabulary learnt = learnt();
        new VocabularyState(store).snapshot(learnt);

        ItemVocabulary restored = restored(ITEMS, true);

        assertThat(restored.size()).isEqualTo(ITEMS);
        for (int i = 0; i < ITEMS; i++) {
            assertThat(restored.id(i)).isEqualTo(learnt.id(i));
            assertThat(restored.popularity().count(i)).isEqualTo(i % 7);
            assertThat(restored.vector(i)).isEqualTo(learnt.vector(i));
        }
    }

    @Test
    void shouldHoldOnlyTheLatestRows() throws Exception {
        ItemVocabulary learnt = learnt();
        VocabularyState state = new VocabularyState(store);
        state.snapshot(learnt);
        learnt.observe(learnt.id(0), new float[] {0, 0, 2}, 0, WIDTH);
        state.snapshot(learnt);

        assertThat(restored(ITEMS, true).vector(0)).containsExactly(0, 0, 1);
    }

    @Test
    void shouldLeaveOutRowsOfItemsThatAVocabularyHasNoRoomFor() throws Exception {
        ItemVocabulary learnt = learnt();
        new VocabularyState(store).snapshot(learnt);

        ItemVocabulary small = restored(ITEMS / 10, true);

        assertThat(small.size()).isEqualTo(ITEMS / 10);
        for (int i = 0; i < small.size(); i++) {
            assertThat(small.vector(i)).isEqualTo(learnt.vector(learnt.indexOf(small.id(i))));
        }
    }

    @Test
    void shouldLeaveOutRowsThatTheModelNoLongerHas() throws Exception {
        ItemVocabulary learnt = learnt();
        new VocabularyState(store).snapshot(learnt);

        ItemVocabulary restored = restored(ITEMS, false);

        assertThat(restored.size()).isEqualTo(ITEMS);
        for (int i = 0; i < ITEMS; i++) {
            assertThat(restored.vector(i)).isNull();
        }
    }
}
