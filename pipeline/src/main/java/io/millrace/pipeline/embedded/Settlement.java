package io.millrace.pipeline.embedded;

import io.millrace.pipeline.eventfile.EventFileSeries;
import io.millrace.schemas.Manifest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** When a finite stream is learnt to its last event: what a manifest must say for that. */
public final class Settlement {
    private final Map<String, Long> ends;

    private Settlement(Map<String, Long> ends) {
        this.ends = ends;
    }

    /** Everything that a topic holds now. */
    public static Settlement ofAllIn(String bootstrapServers, String topic) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
            admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get()
                    .partitions()
                    .forEach(p -> latest.put(new TopicPartition(topic, p.partition()), OffsetSpec.latest()));
            return new Settlement(admin.listOffsets(latest).all().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            e -> e.getKey().toString(), e -> e.getValue().offset())));
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "cannot ask for the end of " + topic + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking for the end of " + topic, e);
        }
    }

    /** Everything that event files hold. */
    static Settlement of(EventFileSeries files) {
        return new Settlement(files.files().stream()
                .collect(Collectors.toMap(
                        file -> file.path().getName() + "-0",
                        file -> file.metadata().events())));
    }

    /** Whether the version has read to the end, nothing waits, and every example is applied or refused. */
    public boolean reachedBy(Manifest manifest) {
        for (Map.Entry<String, Long> end : ends.entrySet()) {
            if (end.getValue() > 0 && manifest.getOffsets().getOrDefault(end.getKey(), 0L) < end.getValue()) {
                return false;
            }
        }
        Map<String, Long> counts = manifest.getCounts();
        return counts.getOrDefault("buffered", 0L) == 0
                && counts.getOrDefault("examples", 0L)
                        == manifest.getAppliedExamples() + counts.getOrDefault("examplesRefused", 0L);
    }
}
