package io.millrace.serving.follow;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serving.version.ServedModel;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import java.time.InstantSource;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A follower lives for months: what it holds is a few versions, however many there have been. */
class ManySwapsTest {
    private static final int ROUND = 10_000;
    private static final int SWAPS = 10 * ROUND;
    private static final int KEPT = 5;
    /** Fifty bytes a version would be more. */
    private static final long GROWTH = 4 << 20;

    private final TestingTopic topic = new TestingTopic(3);
    private final TestingLearner learner = new TestingLearner(1, topic, 1);
    private final VersionAssembler assembler = new VersionAssembler(TestingLayout::parse);
    private final Random random = new Random(1);
    private final ModelSwitch versions = new ModelSwitch(KEPT, InstantSource.system());
    private ServedModel served;

    @Test
    void shouldHoldNoMoreAfterAHundredThousandVersions() {
        swapUpTo(ROUND);
        ServedModel pinned = versions.serve(ROUND - 1, OptionalLong.empty());
        long before = liveBytes();
        swapUpTo(SWAPS);
        assertThat(liveBytes() - before).as("growth of the heap in use, bytes").isLessThan(GROWTH);
        assertThat(served.version()).isEqualTo(SWAPS);
        assertThat(versions.current()).containsSame(pinned);
        assertThat(versions.kept().all()).hasSize(KEPT + 1).endsWith(served);
        learner.assertExact(served);
    }

    private void swapUpTo(long last) {
        for (long version = served == null ? 1 : served.version() + 1; version <= last; version++) {
            learner.learn(3).publish(version);
            topic.read(random, assembler::accept);
            topic.clear();
            served = assembler.advance(version).orElseThrow();
            versions.offer(served);
            learner.forgetBefore(version);
        }
    }

    /** What a collection leaves, without what was allocated since. */
    private static long liveBytes() {
        System.gc();
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }
}
