package io.millrace.serving.follow;

import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.schemas.codec.UndecodableException;
import io.millrace.serving.follow.FollowerStatus.State;
import io.millrace.serving.version.ModelLayout;
import io.millrace.serving.version.ServedModel;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the model topic from its beginning on a thread of its own and holds the newest complete version.
 *
 * <p>All partitions are read, by assignment and without a group: every follower sees everything. A broker that is away
 * is waited for. A record that cannot be decoded is counted and skipped; whether it mattered, the digests say. Anything
 * unexpected ends the thread with state {@link State#FAILED} and leaves the version in use.
 */
public final class ModelFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFollower.class);

    private final FollowerConfig config;
    private final InstantSource clock;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final ModelRecordCodec codec = new ModelRecordCodec();
    private final VersionAssembler assembler;
    private final AtomicReference<ServedModel> current = new AtomicReference<>();
    private final List<Consumer<Activation>> listeners = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::run, "model-follower");

    private volatile FollowerStatus status;
    private long records;
    private long undecodable;
    private String lastUndecodable = "";

    /**
     * @param clock dates activations
     * @throws org.apache.kafka.common.KafkaException if the configuration is not one
     */
    public ModelFollower(FollowerConfig config, InstantSource clock) {
        this(config, clock, ModelLayout::parse);
    }

    ModelFollower(FollowerConfig config, InstantSource clock, Function<String, ModelLayout> layouts) {
        this.assembler = new VersionAssembler(layouts);
        this.config = config;
        this.clock = clock;
        this.consumer = new KafkaConsumer<>(config.consumerProperties());
        report(State.STARTING, null);
    }

    /**
     * Adds a listener, called on the follower's thread after the version is in use; it must not block for long. What it
     * throws is logged and goes no further.
     */
    public void onActivation(Consumer<Activation> listener) {
        listeners.add(listener);
    }

    /** Begins to follow; once. */
    public void start() {
        thread.start();
    }

    /** The version in use; empty until the first is complete. */
    public Optional<ServedModel> current() {
        return Optional.ofNullable(current.get());
    }

    public FollowerStatus status() {
        return status;
    }

    /** Stops following and waits until that is done; the version in use can still be asked for. */
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
            assign();
            while (!isClosing(0)) {
                poll();
            }
            report(State.CLOSED, null);
        } catch (WakeupException e) {
            report(State.CLOSED, null);
        } catch (Throwable t) {
            LOG.error("Following {} ended.", config.topic(), t);
            report(State.FAILED, t);
        }
    }

    private void assign() throws InterruptedException {
        List<TopicPartition> partitions = partitions();
        while (partitions.isEmpty() && !isClosing(config.pollTimeout().toMillis())) {
            partitions = partitions();
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    private List<TopicPartition> partitions() {
        try {
            return consumer.partitionsFor(config.topic()).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
        } catch (RetriableException e) {
            LOG.info("Waiting for {} at {}: {}", config.topic(), config.bootstrapServers(), e.getMessage());
            return List.of();
        }
    }

    private void poll() {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(config.pollTimeout())) {
            take(record);
        }
        assembler.advance(clock.millis()).ifPresent(this::activate);
        report(State.FOLLOWING, null);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        records++;
        try {
            assembler.accept(record.partition(), codec.decode(record.key(), record.value()));
        } catch (UndecodableException e) {
            undecodable++;
            lastUndecodable = "partition " + record.partition() + ", offset " + record.offset() + ": " + e.getMessage();
        }
    }

    private void activate(ServedModel model) {
        current.set(model);
        LOG.info("Version {} of lineage {} is in use.", model.version(), model.lineage());
        Activation activation = Activation.of(model);
        for (Consumer<Activation> listener : listeners) {
            try {
                listener.accept(activation);
            } catch (RuntimeException e) {
                LOG.warn("A listener failed at version {}.", model.version(), e);
            }
        }
    }

    private void report(State state, Throwable failure) {
        AssemblyStatus assembly = assembler.status();
        if (status != null && assembly.setbacks() > status.assembly().setbacks()) {
            LOG.warn("The version in use stays. {}", assembly.reason());
        }
        status = new FollowerStatus(
                state, Optional.ofNullable(failure), assembly, records, undecodable, lastUndecodable, lag(state));
    }

    private long lag(State state) {
        if (state != State.FOLLOWING) {
            return FollowerStatus.UNKNOWN_LAG;
        }
        long lag = 0;
        for (TopicPartition partition : consumer.assignment()) {
            OptionalLong behind = consumer.currentLag(partition);
            if (behind.isEmpty()) {
                return FollowerStatus.UNKNOWN_LAG;
            }
            lag += behind.getAsLong();
        }
        return lag;
    }

    private boolean isClosing(long waitMillis) throws InterruptedException {
        return closing.await(waitMillis, TimeUnit.MILLISECONDS);
    }
}
