package io.millrace.pipeline.replay;

import io.millrace.pipeline.dataset.EventSource;
import io.millrace.schemas.Event;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/**
 * Sends a source's events to a topic, each exactly once, over any number of crashes of this process and of the broker.
 *
 * <p>The key is the user id in UTF-8, the value the event in Avro's single-object encoding, and the partition that of
 * Kafka's default partitioner. Each record says in a header where it stands in the source; a replay that starts reads
 * that from the end of every partition, and sends what comes after.
 *
 * <p>One replay at a time may send a source into a topic. A replay whose process was killed has ended when the broker has
 * seen its connection close.
 */
public final class Replayer implements AutoCloseable {
    private final EventSource source;
    private final Map<String, Object> client;
    private final String topic;
    private final Pacer pacer;
    private final AtomicLong produced = new AtomicLong();
    private volatile long skipped;
    private volatile long eventTime = Long.MIN_VALUE;
    private volatile boolean finished;
    private volatile boolean closed;
    private Thread runner;

    /**
     * @param source read once, from the first event on
     * @param client settings of the Kafka client, {@code bootstrap.servers} at least
     * @param topic where the events go; it must exist
     */
    public Replayer(EventSource source, Map<String, Object> client, String topic, Pace pace, WallClock clock) {
        this.source = source;
        this.client = Map.copyOf(client);
        this.topic = topic;
        this.pacer = new Pacer(pace, clock);
    }

    /**
     * Replays in the calling thread, until the source ends, {@link #close} is called or the thread is interrupted. To go
     * on, make a new replayer.
     *
     * @throws ReplayException if the topic does not exist, does not show how far an earlier replay came, or the broker
     *     refuses an event
     */
    public void run() {
        synchronized (this) {
            if (finished || runner != null) {
                throw new IllegalStateException("a replayer runs once");
            }
            runner = Thread.currentThread();
        }
        try {
            replay();
        } catch (InterruptException | InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            end();
        }
    }

    /** Where the replay is; may be called from any thread at any time. */
    public ReplayProgress progress() {
        return new ReplayProgress(
                produced.get(), skipped, source.badLines().count(), source.size(), eventTime, finished);
    }

    /** Makes {@link #run} return and waits until it has; a later replay goes on from there. */
    @Override
    public synchronized void close() {
        closed = true;
        if (runner == null) {
            return;
        }
        runner.interrupt();
        try {
            while (runner != null && runner != Thread.currentThread()) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void end() {
        if (closed) {
            // Our own interrupt has done its work: the thread belongs to the caller.
            Thread.interrupted();
        }
        finished = true;
        runner = null;
        notifyAll();
    }

    private void replay() throws InterruptedException {
        ResumePoints done = resumePoints();
        try (EventSender sender = new EventSender(client, topic, produced)) {
            Iterator<Event> events = source.events();
            for (long index = 0; !closed && events.hasNext(); index++) {
                Event event = events.next();
                byte[] key = event.getUserId().getBytes(StandardCharsets.UTF_8);
                int partition = Utils.toPositive(Utils.murmur2(key)) % done.partitions();
                if (done.isDone(partition, index)) {
                    skipped++;
                } else {
                    pacer.awaitDue(event.getEventTime());
                    sender.send(event, key, partition, new Position(source.identity(), index, done.partitions()));
                }
                eventTime = Math.max(eventTime, event.getEventTime());
            }
            sender.flush();
        }
    }

    private ResumePoints resumePoints() {
        Map<String, Object> settings = new HashMap<>(client);
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            return new TopicEnd(consumer, topic).read(source.identity());
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            throw new ReplayException(
                    "Topic " + topic + " cannot be read (" + e.getMessage() + "): see that the broker runs and that "
                            + client.get("bootstrap.servers") + " is its address.",
                    e);
        }
    }
}
