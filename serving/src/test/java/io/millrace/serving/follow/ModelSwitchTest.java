package io.millrace.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.serving.version.ServedModel;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ModelSwitchTest {
    private static final long NOW = 5_000;
    private static final OptionalLong ANY = OptionalLong.empty();

    private final TestingTopic topic = new TestingTopic(2);
    private final TestingLearner learner = new TestingLearner(7, topic, 1);
    private final VersionAssembler assembler = new VersionAssembler(TestingLayout::parse);
    private final ModelSwitch versions = new ModelSwitch(3, InstantSource.fixed(Instant.ofEpochMilli(NOW)));
    private final List<Activation> activations = new ArrayList<>();

    ModelSwitchTest() {
        versions.onActivation(activation -> {
            throw new IllegalStateException("a listener's own trouble");
        });
        versions.onActivation(activations::add);
    }

    @Test
    void shouldServeTheNewestAndKeepTheLastFew() {
        for (long version = 1; version <= 5; version++) {
            offer(learner, version);
            assertThat(served()).isEqualTo(version);
        }
        assertThat(kept()).containsExactly(3L, 4L, 5L);
        assertThat(activations).extracting(Activation::version).containsExactly(1L, 2L, 3L, 4L, 5L);
        assertThat(activations.get(0).freshnessMillis()).hasSize(2);
    }

    @Test
    void shouldStayAtAPinnedVersionThoughItIsNoLongerAmongTheLast() {
        for (long version = 1; version <= 3; version++) {
            offer(learner, version);
        }
        ServedModel chosen = versions.serve(2, ANY);
        for (long version = 4; version <= 9; version++) {
            offer(learner, version);
        }

        assertThat(versions.current()).containsSame(chosen);
        assertThat(kept()).containsExactly(2L, 7L, 8L, 9L);
        learner.assertExact(chosen);
        assertThat(activations).extracting(Activation::version).containsExactly(1L, 2L, 3L, 2L);
        assertThat(activations.get(3).activatedAtMillis()).isEqualTo(NOW);
        assertThat(activations.get(3).freshnessMillis()).isEmpty();

        versions.follow();
        assertThat(served()).isEqualTo(9);
        assertThat(kept()).containsExactly(7L, 8L, 9L);
        offer(learner, 10);
        assertThat(served()).isEqualTo(10);
    }

    @Test
    void shouldGoOnServingAPinnedVersionWhoseLineageHasEnded() {
        offer(learner, 1);
        versions.serve(1, ANY);
        TestingLearner next = new TestingLearner(8, topic, 2);
        offer(next, 1);

        learner.assertExact(versions.current().orElseThrow());
        assertThatThrownBy(() -> versions.serve(1, ANY))
                .isInstanceOf(VersionNotKeptException.class)
                .hasMessage("several lineages have that version, say which: 1 of lineage 7, 1 of lineage 8");
        next.assertExact(versions.serve(1, OptionalLong.of(8)));
        versions.follow();
        next.assertExact(versions.current().orElseThrow());
    }

    @Test
    void shouldRefuseAVersionThatIsNotKept() {
        assertThatThrownBy(() -> versions.serve(1, ANY)).hasMessage("that version is not kept; kept are none");
        versions.follow();
        assertThat(versions.current()).isEmpty();
        offer(learner, 4);
        assertThatThrownBy(() -> versions.serve(1, ANY)).hasMessageEndingWith("kept are 4 of lineage 7");
        assertThat(versions.kept().pinned()).isEmpty();
    }

    @Test
    void shouldKeepOneAtLeast() {
        assertThatThrownBy(() -> new ModelSwitch(0, InstantSource.system()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not 0");
    }

    private void offer(TestingLearner from, long version) {
        from.learn(20).publish(version);
        topic.partition(0).forEach(record -> assembler.accept(0, record));
        topic.partition(1).forEach(record -> assembler.accept(1, record));
        topic.clear();
        versions.offer(assembler.advance(version).orElseThrow());
    }

    private long served() {
        return versions.current().orElseThrow().version();
    }

    private List<Long> kept() {
        return versions.kept().all().stream().map(ServedModel::version).toList();
    }
}
