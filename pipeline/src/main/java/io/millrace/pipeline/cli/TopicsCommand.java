package io.millrace.pipeline.cli;

import io.millrace.pipeline.broker.Topics;
import io.millrace.pipeline.config.ConfigException;
import io.millrace.pipeline.config.ConfigSource;
import io.millrace.pipeline.config.JobConfigs;
import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Makes the topics on a broker that runs elsewhere. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Makes Millrace's topics on a running broker, those that are not there yet, and lists them.")
final class TopicsCommand implements Callable<Integer> {
    @Mixin
    private ConfigSource options;

    @Override
    public Integer call() {
        MillraceConfig config = options.over(Map.of());
        Topics topics = new Topics(
                JobConfigs.orElse(config, MillraceOptions.EVENT_PARTITIONS, config.get(MillraceOptions.PARALLELISM)),
                config.get(MillraceOptions.MODEL_PARTITIONS));
        String brokers = config.get(MillraceOptions.BOOTSTRAP_SERVERS);
        try (Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, brokers))) {
            new TreeMap<>(topics.create(admin))
                    .forEach((topic, partitions) -> System.out.println(topic + " " + partitions));
        } catch (KafkaException | IllegalStateException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new ConfigException("no topics can be made on " + brokers + ": " + reason.getMessage());
        }
        return CommandLine.ExitCode.OK;
    }
}
