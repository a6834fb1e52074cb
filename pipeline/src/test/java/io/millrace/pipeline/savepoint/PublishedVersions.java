package io.millrace.pipeline.savepoint;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.embedded.TopicContents;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.schemas.codec.UndecodableException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.awaitility.Awaitility;

/** What the model topic says of its versions, whether or not their rows are all there. */
final class PublishedVersions {
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private PublishedVersions() {}

    static Optional<Manifest> newest(String brokers) throws UndecodableException {
        ModelRecordCodec codec = new ModelRecordCodec();
        Manifest newest = null;
        for (ConsumerRecord<byte[], byte[]> record : TopicContents.committed(brokers, TopicNames.MODEL)) {
            if (codec.decode(record.key(), record.value()) instanceof ModelRecord.VersionManifest version) {
                newest = version.manifest();
            }
        }
        return Optional.ofNullable(newest);
    }

    /** Waits for a version of which {@code condition} holds, and returns it. */
    static Manifest awaitOne(String brokers, Predicate<Manifest> condition) {
        AtomicReference<Manifest> found = new AtomicReference<>();
        Awaitility.await().atMost(PATIENCE).until(() -> {
            newest(brokers).filter(condition).ifPresent(found::set);
            return found.get() != null;
        });
        return found.get();
    }
}
