package io.millrace.serving.topic;

import io.millrace.schemas.codec.UndecodableException;
import io.millrace.serving.topic.TopicStatus.State;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics on a thread of its own, all partitions that they have at its start, by assignment and without a group. A
 * broker that is away is waited for; anything unexpected ends the thread with {@link State#FAILED}.
 */
public final class TopicFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicFollower.class);

    /** What else is done on the follower's thread. */
    public interface Listener {
        /** After each look for records, whose records have been read. */
        default void polled() {}

        /** Before each new status. */
        default void reporting() {}
    }

    private final Brokers brokers;
    private final Map<String, FollowedTopic> topics;
    private final InstantSource clock;
    private final Listener listener;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile TopicStatus status =
            new TopicStatus(State.STARTING, Optional.empty(), 0, 0, "", TopicStatus.UNKNOWN_LAG);
    private long records;
    private long undecodable;
    private String lastUndecodable = "";

    /**
     * @param name of the thread
     * @param clock says from when on to read
     * @throws org.apache.kafka.common.KafkaException if the consumer's properties are none
     */
    public TopicFollower(String name, Brokers brokers, InstantSource clock, List<FollowedTopic> topics) {
        this(name, brokers, clock, topics, new Listener() {});
    }

    /** As above, with somebody who listens. */
    public TopicFollower(
            String name, Brokers brokers, InstantSource clock, List<FollowedTopic> topics, Listener listener) {
        this.listener = listener;
        this.brokers = brokers;
        this.clock = clock;
        this.topics = topics.stream().collect(Collectors.toUnmodifiableMap(FollowedTopic::name, topic -> topic));
        this.consumer = new KafkaConsumer<>(brokers.consumerProperties());
        this.thread = new Thread(this::run, name);
    }

    /** Begins to follow; once. */
    public void start() {
        thread.start();
    }

    public TopicStatus status() {
        return status;
    }

    /** Stops following and waits until that is done. */
    @Override
    public void close() {
        closing.countDown();
        if (thread.getState() == Thread.State.NEW) {
            consumer.close();
            report(State.CLOSED, null);
            return;
        }
        consumer.wakeup();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (consumer) {
            while (!assign()) {
                if (isClosing(brokers.pollTimeout().toMillis())) {
                    break;
                }
            }
            while (!isClosing(0)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(brokers.pollTimeout())) {
                    take(record);
                }
                listener.polled();
                report(State.FOLLOWING, null);
            }
            report(State.CLOSED, null);
        } catch (WakeupException e) {
            report(State.CLOSED, null);
        } catch (Throwable t) {
            LOG.error("Following {} ended.", topics.keySet(), t);
            report(State.FAILED, t);
        }
    }

    /** Takes up all partitions where they are to be begun, or returns false if the broker or a topic is not there yet. */
    private boolean assign() {
        try {
            List<TopicPartition> whole = new ArrayList<>();
            Map<TopicPartition, Long> since = new HashMap<>();
            long now = clock.millis();
            for (FollowedTopic topic : topics.values()) {
                List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                        .map(info -> new TopicPartition(info.topic(), info.partition()))
                        .toList();
                if (partitions.isEmpty()) {
                    return false;
                }
                if (topic.lookBack().isEmpty()) {
                    whole.addAll(partitions);
                } else {
                    long begin = Math.max(0, now - topic.lookBack().get().toMillis());
                    partitions.forEach(partition -> since.put(partition, begin));
                }
            }
            Map<TopicPartition, OffsetAndTimestamp> first = consumer.offsetsForTimes(since);
            List<TopicPartition> all = new ArrayList<>(whole);
            all.addAll(since.keySet());
            consumer.assign(all);
            if (!whole.isEmpty()) {
                consumer.seekToBeginning(whole);
            }
            List<TopicPartition> nothingSince = new ArrayList<>();
            first.forEach((partition, offset) -> {
                if (offset == null) {
                    nothingSince.add(partition);
                } else {
                    consumer.seek(partition, offset.offset());
                }
            });
            if (!nothingSince.isEmpty()) {
                consumer.seekToEnd(nothingSince);
                // Resolved now: what comes before the first poll is not to be passed over.
                nothingSince.forEach(consumer::position);
            }
            return true;
        } catch (RetriableException e) {
            LOG.info("Waiting for {} at {}: {}", topics.keySet(), brokers.bootstrapServers(), e.getMessage());
            return false;
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        records++;
        try {
            topics.get(record.topic()).reader().read(record);
        } catch (UndecodableException e) {
            undecodable++;
            lastUndecodable = record.topic() + ", partition " + record.partition() + ", offset " + record.offset()
                    + ": " + e.getMessage();
        }
    }

    private void report(State state, Throwable failure) {
        listener.reporting();
        long lag = state == State.FOLLOWING ? lag() : TopicStatus.UNKNOWN_LAG;
        status = new TopicStatus(state, Optional.ofNullable(failure), records, undecodable, lastUndecodable, lag);
    }

    private long lag() {
        long lag = 0;
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong behind = consumer.currentLag(partition);
            if (behind.isEmpty()) {
                return TopicStatus.UNKNOWN_LAG;
            }
            lag += behind.getAsLong();
        }
        return lag;
    }

    private boolean isClosing(long waitMillis) throws InterruptedException {
        return closing.await(waitMillis, TimeUnit.MILLISECONDS);
    }
}
