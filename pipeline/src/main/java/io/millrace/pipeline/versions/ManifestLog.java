package io.millrace.pipeline.versions;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.kafka.KafkaModelLog;
import io.millrace.pipeline.kafka.WholeTopic;
import io.millrace.schemas.Manifest;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.schemas.codec.UndecodableException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;

/** The manifests on the model topic. */
public final class ManifestLog {
    private record Version(long lineage, long number) {}

    private final String brokers;

    public ManifestLog(String brokers) {
        this.brokers = brokers;
    }

    /**
     * Every manifest that compaction has left, each once, as it was first written, oldest first.
     *
     * @throws VersionsException if the topic cannot be read
     */
    public List<Manifest> read() {
        ModelRecordCodec codec = new ModelRecordCodec();
        Map<Version, Manifest> manifests = new LinkedHashMap<>();
        try {
            new WholeTopic(brokers, TopicNames.MODEL, partition -> partition == KafkaModelLog.MANIFEST_PARTITION)
                    .forEach(record -> add(record, codec, manifests));
        } catch (KafkaException e) {
            throw Reach.failure(TopicNames.MODEL, brokers, e);
        }
        return new ArrayList<>(manifests.values());
    }

    private static void add(
            ConsumerRecord<byte[], byte[]> record, ModelRecordCodec codec, Map<Version, Manifest> manifests) {
        try {
            if (codec.decode(record.key(), record.value()) instanceof ModelRecord.VersionManifest read) {
                Manifest manifest = read.manifest();
                manifests.putIfAbsent(new Version(manifest.getLineage(), manifest.getVersion()), manifest);
            }
        } catch (UndecodableException e) {
            // What is no record of a model is what followers count, and pass over.
            return;
        }
    }

    /**
     * A version's manifest; of several lineages that have the number, the newest one's.
     *
     * @param version the newest one if empty
     * @throws VersionsException if there is none, or the topic cannot be read
     */
    public Manifest find(OptionalLong version) {
        List<Manifest> all = read();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (version.isEmpty() || all.get(i).getVersion() == version.getAsLong()) {
                return all.get(i);
            }
        }
        throw new VersionsException(
                version.isEmpty()
                        ? "no version has been published at " + brokers
                        : "there is no manifest of version " + version.getAsLong() + " at " + brokers
                                + ": 'millrace model list' shows those there are");
    }
}
