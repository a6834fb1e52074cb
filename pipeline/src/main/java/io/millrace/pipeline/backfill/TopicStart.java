package io.millrace.pipeline.backfill;

import java.util.Collection;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * The first record of a partition whose timestamp is not before a moment; the partition's end if there is none yet.
 *
 * <p>Refuses a partition whose beginning retention has removed, if the first record left would do: one that was removed
 * might have done too, and there would be a gap.
 */
public final class TopicStart implements OffsetsInitializer {
    private final long timestamp;

    /** @param timestamp milliseconds */
    public TopicStart(long timestamp) {
        this.timestamp = timestamp;
    }

    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
            Collection<TopicPartition> partitions, PartitionOffsetsRetriever topic) {
        Map<TopicPartition, Long> starts =
                OffsetsInitializer.timestamp(timestamp).getPartitionOffsets(partitions, topic);
        topic.beginningOffsets(partitions).forEach((partition, beginning) -> {
            if (beginning > 0 && starts.get(partition) <= beginning) {
                throw new IllegalStateException("there may be a gap between the files and the topic: of partition "
                        + partition + " the records before offset " + beginning + " have been removed, and they may"
                        + " be younger than " + timestamp + "; take files that go further");
            }
        });
        return starts;
    }

    /** Should a record be removed before it was read, what is left of the partition is read all the same. */
    @Override
    @SuppressWarnings("deprecation") // by Kafka; the connector still asks for it
    public OffsetResetStrategy getAutoOffsetResetStrategy() {
        return OffsetResetStrategy.EARLIEST;
    }
}
