package io.millrace.pipeline.broker;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;

/**
 * A Kafka broker and its KRaft controller inside this JVM, on the loopback interface only.
 *
 * <p>The folder keeps everything: a broker started on the folder of an earlier one, closed or killed, goes on where that
 * one stopped. One broker at a time may use a folder.
 */
public final class EmbeddedBroker implements AutoCloseable {
    private static final String HOST = "127.0.0.1";
    private static final int NODE_ID = 1;
    private static final String CONTROLLER = "CONTROLLER";

    /** One node of everything, and buffers for a laptop. */
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("process.roles", "broker,controller"),
            Map.entry("node.id", String.valueOf(NODE_ID)),
            Map.entry("controller.listener.names", CONTROLLER),
            Map.entry("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT"),
            Map.entry("auto.create.topics.enable", "false"),
            Map.entry("default.replication.factor", "1"),
            Map.entry("min.insync.replicas", "1"),
            Map.entry("offsets.topic.replication.factor", "1"),
            Map.entry("offsets.topic.num.partitions", "1"),
            Map.entry("transaction.state.log.replication.factor", "1"),
            Map.entry("transaction.state.log.min.isr", "1"),
            Map.entry("transaction.state.log.num.partitions", "1"),
            Map.entry("share.coordinator.state.topic.replication.factor", "1"),
            Map.entry("share.coordinator.state.topic.min.isr", "1"),
            Map.entry("share.coordinator.state.topic.num.partitions", "1"),
            Map.entry("group.initial.rebalance.delay.ms", "0"),
            Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(8 << 20)),
            Map.entry("log.index.size.max.bytes", String.valueOf(1 << 20)),
            Map.entry("num.network.threads", "2"),
            Map.entry("num.io.threads", "4"));

    private final int port;
    private final KafkaRaftServer server;

    private EmbeddedBroker(int port, KafkaRaftServer server) {
        this.port = port;
        this.server = server;
    }

    /**
     * Starts a broker and returns when it serves clients.
     *
     * @param folder where it keeps its data; made if it does not exist
     * @param port where it listens; 0 for any free port
     * @throws BrokerStartException if the port is taken, the folder cannot be used, or Kafka does not start
     */
    public static EmbeddedBroker start(Path folder, int port) {
        BrokerFolder data = new BrokerFolder(folder);
        data.require();
        int brokerPort = freePort(port);
        int controllerPort = freePort(0);
        data.format(NODE_ID, CONTROLLER);
        KafkaRaftServer server = null;
        try {
            server = new KafkaRaftServer(
                    new KafkaConfig(properties(data.path(), brokerPort, controllerPort)), Time.SYSTEM);
            server.startup();
        } catch (RuntimeException e) {
            if (server != null) {
                server.shutdown();
            }
            throw new BrokerStartException(
                    "The embedded broker did not start on " + data.path() + ": " + e.getMessage(), e);
        }
        return new EmbeddedBroker(brokerPort, server);
    }

    /** {@code host:port} for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return HOST + ':' + port;
    }

    public int port() {
        return port;
    }

    /** Stops the broker, and returns when its data is on disk and its port is free. */
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static Properties properties(Path folder, int port, int controllerPort) {
        Properties properties = new Properties();
        properties.putAll(SETTINGS);
        properties.put("log.dirs", folder.toString());
        properties.put(
                "listeners",
                "PLAINTEXT://" + HOST + ':' + port + ',' + CONTROLLER + "://" + HOST + ':' + controllerPort);
        properties.put("controller.quorum.voters", NODE_ID + "@" + HOST + ':' + controllerPort);
        return properties;
    }

    /** {@code port} itself, or a free one for 0; bound for a moment to see that it can be. */
    private static int freePort(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getByName(HOST), port));
            return socket.getLocalPort();
        } catch (IOException | IllegalArgumentException e) {
            throw new BrokerStartException(
                    "Port " + port + " on " + HOST + " cannot be used (" + e.getMessage()
                            + "): stop what listens there or choose another port, 0 for any.",
                    e);
        }
    }
}
