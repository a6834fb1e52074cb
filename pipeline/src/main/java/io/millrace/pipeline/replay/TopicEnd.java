package io.millrace.pipeline.replay;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** Reads the last records of every partition of a topic, to see how far a replay has come. */
final class TopicEnd {
    /**
     * Records of a partition that are looked at. Others may write to the topic too: an earlier replay is recognised as
     * long as fewer than these came after it.
     */
    static final long LOOK_BACK = 10_000;

    private static final Duration POLL = Duration.ofMillis(200);

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;

    TopicEnd(Consumer<byte[], byte[]> consumer, String topic) {
        this.consumer = consumer;
        this.topic = topic;
    }

    /**
     * How far the source has been replayed into this topic.
     *
     * @throws ReplayException if the topic does not exist, or if the source was replayed into it and one of the partitions
     *     does not show how far
     */
    ResumePoints read(long source) {
        List<TopicPartition> all = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(topic, info.partition()))
                .toList();
        if (all.isEmpty()) {
            throw new ReplayException("There is no topic " + topic + ": make it first.");
        }
        Map<TopicPartition, Long> ends = consumer.endOffsets(all);
        Map<TopicPartition, Long> starts = consumer.beginningOffsets(all);
        starts.replaceAll((partition, start) -> Math.max(start, ends.get(partition) - LOOK_BACK));
        ResumePoints points = new ResumePoints(source, all.size());
        readFrom(starts, ends, points);
        for (TopicPartition partition : all) {
            boolean blind = starts.get(partition) > 0 && !points.isKnown(partition.partition());
            if (blind && points.isResumed()) {
                throw new ReplayException("Partition " + partition + " does not show how far this source was replayed,"
                        + " because retention has removed its records or more than " + LOOK_BACK
                        + " others came after them: replay into a new topic.");
            }
        }
        return points;
    }

    private void readFrom(Map<TopicPartition, Long> starts, Map<TopicPartition, Long> ends, ResumePoints points) {
        consumer.assign(starts.keySet());
        starts.forEach(consumer::seek);
        Set<TopicPartition> left = new HashSet<>(starts.keySet());
        left.removeIf(partition -> starts.get(partition) >= ends.get(partition));
        while (!left.isEmpty()) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Header header = record.headers().lastHeader(Position.HEADER);
                if (header != null) {
                    points.note(record.partition(), Position.decode(header.value()));
                }
            }
            left.removeIf(partition -> consumer.position(partition) >= ends.get(partition));
        }
    }
}
