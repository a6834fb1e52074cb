package io.millrace.serving.follow;

import io.millrace.schemas.Manifest;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.schemas.codec.UndecodableException;
import io.millrace.serving.topic.FollowedTopic;
import io.millrace.serving.topic.TopicFollower;
import io.millrace.serving.topic.TopicStatus.State;
import io.millrace.serving.version.ModelLayout;
import io.millrace.serving.version.ServedModel;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the model topic from its beginning on a thread of its own and holds the newest complete versions.
 *
 * <p>All partitions are read, by assignment and without a group: every follower sees everything. A broker that is away
 * is waited for. A record that cannot be decoded is counted and skipped; whether it mattered, the digests say. Anything
 * unexpected ends the thread with state {@link State#FAILED} and leaves the version in use.
 */
public final class ModelFollower implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ModelFollower.class);

    private final TopicFollower topic;
    private final ModelRecordCodec codec = new ModelRecordCodec();
    private final VersionAssembler assembler;
    private final ModelSwitch versions;
    private final List<Consumer<Manifest>> manifestListeners = new CopyOnWriteArrayList<>();

    private volatile AssemblyStatus assembly;
    private volatile Manifest announced;

    /**
     * @param clock dates activations
     * @throws org.apache.kafka.common.KafkaException if the configuration is not one
     */
    public ModelFollower(FollowerConfig config, InstantSource clock) {
        this(config, clock, ModelLayout::parse);
    }

    ModelFollower(FollowerConfig config, InstantSource clock, Function<String, ModelLayout> layouts) {
        this.assembler = new VersionAssembler(layouts);
        this.assembly = assembler.status();
        this.versions = new ModelSwitch(config.versionsKept(), clock);
        this.topic = new TopicFollower(
                "model-follower",
                config.brokers(),
                clock,
                List.of(FollowedTopic.whole(config.topic(), this::take)),
                new TopicFollower.Listener() {
                    @Override
                    public void polled() {
                        assembler.advance(clock.millis()).ifPresent(versions::offer);
                    }

                    @Override
                    public void reporting() {
                        report();
                    }
                });
    }

    /** Adds a listener to versions that come into use; {@link ModelSwitch#onActivation}. */
    public void onActivation(Consumer<Activation> listener) {
        versions.onActivation(listener);
    }

    /**
     * Adds a listener to manifests, called by the follower's thread as each is read, whatever becomes of its version; one
     * may come again. It must neither block nor throw.
     */
    public void onManifest(Consumer<Manifest> listener) {
        manifestListeners.add(listener);
    }

    /** Begins to follow; once. */
    public void start() {
        topic.start();
    }

    /** The version in use; empty until the first is complete. */
    public Optional<ServedModel> current() {
        return versions.current();
    }

    /** Where a version that is kept can be chosen; also after the follower has failed or was closed. */
    public ModelSwitch versions() {
        return versions;
    }

    /** The manifest of the newest version there is, whether it can be used or not; empty before the first. */
    public Optional<Manifest> announced() {
        return Optional.ofNullable(announced);
    }

    public FollowerStatus status() {
        return FollowerStatus.of(topic.status(), assembly);
    }

    /** Stops following and waits until that is done; the version in use can still be asked for. */
    @Override
    public void close() {
        topic.close();
    }

    private void take(ConsumerRecord<byte[], byte[]> record) throws UndecodableException {
        ModelRecord decoded = codec.decode(record.key(), record.value());
        if (decoded instanceof ModelRecord.VersionManifest version) {
            manifestListeners.forEach(listener -> listener.accept(version.manifest()));
        }
        assembler.accept(record.partition(), decoded);
    }

    private void report() {
        AssemblyStatus now = assembler.status();
        if (now.misplaced() > 0 && assembly.misplaced() == 0) {
            LOG.warn("The model topic has a key group in two partitions: {}", now.misplacement());
        }
        if (now.setbacks() > assembly.setbacks()) {
            LOG.warn("The version in use stays. {}", now.reason());
        }
        assembly = now;
        announced = assembler.announced();
    }
}
