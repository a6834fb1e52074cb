package io.millrace.pipeline.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has to be true of the model topic before anything is published to it: it is there, and keeps the newest record of
 * every key for ever. One that deletes by age would lose the rows that did not change lately, and no follower that starts
 * then would ever have a version.
 */
final class ModelTopic {
    private static final Logger LOG = LoggerFactory.getLogger(ModelTopic.class);
    private static final Duration KNOWN_WITHIN = Duration.ofSeconds(15);
    private static final int PAUSE_MILLIS = 200;

    private ModelTopic() {}

    /**
     * Asks the broker for the topic. A broker that does not let its settings be read is believed, with a warning.
     *
     * @return its partitions
     * @throws SuppressRestartsException if it cannot be published to, saying what is to be done: no attempt would end
     *     otherwise
     * @throws IllegalStateException if the broker does not answer
     */
    static int require(String bootstrapServers, String topic) {
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers))) {
            int partitions = partitions(admin, bootstrapServers, topic);
            requireCompaction(admin, topic);
            return partitions;
        } catch (ExecutionException e) {
            throw new IllegalStateException(
                    "topic " + topic + " at " + bootstrapServers + " cannot be looked at: "
                            + e.getCause().getMessage(),
                    e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while looking at topic " + topic, e);
        }
    }

    /** A broker that has just started, or to which a topic is new, hears of it a moment later: it is asked for a while. */
    private static int partitions(Admin admin, String bootstrapServers, String topic)
            throws ExecutionException, InterruptedException {
        long deadline = System.nanoTime() + KNOWN_WITHIN.toNanos();
        while (true) {
            try {
                return admin.describeTopics(List.of(topic))
                        .topicNameValues()
                        .get(topic)
                        .get()
                        .partitions()
                        .size();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw e;
                }
                if (System.nanoTime() > deadline) {
                    throw refusal("there is no topic " + topic + " at " + bootstrapServers
                            + ": make it, with `millrace topics` or by hand, compacted, and start again");
                }
                Thread.sleep(PAUSE_MILLIS);
            }
        }
    }

    private static void requireCompaction(Admin admin, String topic) throws ExecutionException, InterruptedException {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            String policy = admin.describeConfigs(List.of(resource))
                    .values()
                    .get(resource)
                    .get()
                    .get(TopicConfig.CLEANUP_POLICY_CONFIG)
                    .value();
            if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
                throw refusal("topic " + topic + " has " + TopicConfig.CLEANUP_POLICY_CONFIG + '=' + policy
                        + " and would lose rows that do not change: set it to "
                        + TopicConfig.CLEANUP_POLICY_COMPACT + " and start again");
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicAuthorizationException
                    || e.getCause() instanceof ClusterAuthorizationException)) {
                throw e;
            }
            LOG.warn(
                    "Whether topic {} is compacted cannot be read: {}",
                    topic,
                    e.getCause().getMessage());
        }
    }

    private static SuppressRestartsException refusal(String message) {
        return new SuppressRestartsException(new IllegalStateException(message));
    }
}
