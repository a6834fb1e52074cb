package io.millrace.pipeline.backfill;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer.PartitionOffsetsRetriever;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class TopicStartTest {
    private static final TopicPartition ZERO = new TopicPartition("events", 0);
    private static final TopicPartition ONE = new TopicPartition("events", 1);

    @Test
    void shouldBeginAtTheFirstRecordThatIsNotBeforeTheMoment() {
        InMemoryTopic topic = new InMemoryTopic(0, List.of(10L, 20L, 30L, 25L, 40L));
        assertThat(startOf(topic, 19)).isEqualTo(1);
        assertThat(startOf(topic, 20)).as("at the moment").isEqualTo(1);
        assertThat(startOf(topic, 21)).isEqualTo(2);
        assertThat(startOf(topic, 0)).isZero();
    }

    @Test
    void shouldBeginAtTheEndWhereNothingIsThatYoung() {
        assertThat(startOf(new InMemoryTopic(0, List.of(10L, 20L)), 21)).isEqualTo(2);
        assertThat(startOf(new InMemoryTopic(0, List.of()), 21)).isZero();
    }

    @Test
    void shouldRefuseAPartitionThatMayHaveLostWhatIsWanted() {
        InMemoryTopic topic = new InMemoryTopic(7, List.of(10L, 20L));
        for (long moment : new long[] {0, 9, 10}) {
            assertThatThrownBy(() -> startOf(topic, moment))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("there may be a gap")
                    .hasMessageContaining("events-0")
                    .hasMessageContaining("before offset 7");
        }
        assertThat(startOf(topic, 11)).as("what was removed was older").isEqualTo(8);
        assertThatThrownBy(() -> startOf(new InMemoryTopic(7, List.of()), 11))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldBeginEachPartitionForItself() {
        InMemoryTopic topic = new InMemoryTopic(0, List.of(10L, 20L, 30L));
        assertThat(new TopicStart(20).getPartitionOffsets(List.of(ZERO, ONE), topic))
                .isEqualTo(Map.of(ZERO, 1L, ONE, 1L));
    }

    @Test
    @SuppressWarnings("deprecation")
    void shouldReadWhatIsLeftWhenRetentionOvertakesIt() {
        assertThat(new TopicStart(20).getAutoOffsetResetStrategy())
                .isEqualTo(org.apache.kafka.clients.consumer.OffsetResetStrategy.EARLIEST);
    }

    private static long startOf(InMemoryTopic topic, long moment) {
        return new TopicStart(moment).getPartitionOffsets(List.of(ZERO), topic).get(ZERO);
    }

    /** All partitions hold the same. */
    private record InMemoryTopic(long beginning, List<Long> timestamps) implements PartitionOffsetsRetriever {
        @Override
        public Map<TopicPartition, Long> committedOffsets(Collection<TopicPartition> partitions) {
            return Map.of();
        }

        @Override
        public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
            return all(partitions, beginning + timestamps.size());
        }

        @Override
        public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
            return all(partitions, beginning);
        }

        private static Map<TopicPartition, Long> all(Collection<TopicPartition> partitions, long offset) {
            return partitions.stream().collect(Collectors.toMap(partition -> partition, partition -> offset));
        }

        @Override
        public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(Map<TopicPartition, Long> moments) {
            Map<TopicPartition, OffsetAndTimestamp> offsets = new HashMap<>();
            moments.forEach((partition, moment) -> {
                for (int i = timestamps.size() - 1; i >= 0; i--) {
                    if (timestamps.get(i) >= moment) {
                        offsets.put(partition, new OffsetAndTimestamp(beginning + i, timestamps.get(i)));
                    }
                }
            });
            return offsets;
        }
    }
}
