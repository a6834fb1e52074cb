package io.millrace.pipeline.broker;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/** The data folder of an embedded broker: looked at before Kafka does, which would answer with stack traces. */
final class BrokerFolder {
    /** Always the same: a folder keeps the id that it was formatted with, and a formatter that comes back must know it. */
    private static final String CLUSTER_ID = "MillraceEmbeddedBroker";

    private final Path path;

    BrokerFolder(Path path) {
        this.path = path.toAbsolutePath();
    }

    Path path() {
        return path;
    }

    /**
     * Makes the folder and checks that this process may write it and that no other broker uses it.
     *
     * @throws BrokerStartException if not
     */
    void require() {
        try {
            Files.createDirectories(path);
            // Asking whether a folder is writable is no proof; writing is.
            Files.delete(Files.createTempFile(path, "writable", null));
        } catch (IOException e) {
            throw new BrokerStartException(
                    "The broker's folder " + path + " cannot be written (" + e
                            + "): choose another folder or change its permissions.",
                    e);
        }
        requireUnlocked();
    }

    /** Kafka holds a lock on the file {@code .lock} of its folder as long as it runs. */
    private void requireUnlocked() {
        String taken =
                "The broker's folder " + path + " is in use by another broker: stop that one or choose another folder.";
        try (FileChannel channel =
                        FileChannel.open(path.resolve(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw new BrokerStartException(taken);
            }
        } catch (OverlappingFileLockException e) {
            throw new BrokerStartException(taken, e);
        } catch (IOException e) {
            throw new BrokerStartException(
                    "The broker's folder " + path + " cannot be locked (" + e + "): choose another folder.", e);
        }
    }

    /**
     * Gives an empty folder its cluster id; one that has been formatted keeps its own.
     *
     * @throws BrokerStartException if the folder holds something that this version of Kafka does not understand
     */
    void format(int nodeId, String controllerListener) {
        try {
            new Formatter()
                    .setClusterId(CLUSTER_ID)
                    .setNodeId(nodeId)
                    .setDirectories(List.of(path.toString()))
                    .setMetadataLogDirectory(path.toString())
                    .setControllerListenerName(controllerListener)
                    .setReleaseVersion(MetadataVersion.LATEST_PRODUCTION)
                    .setIgnoreFormatted(true)
                    .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                    .run();
        } catch (Exception e) {
            throw new BrokerStartException(
                    "The broker's folder " + path + " was not written by this version of Kafka (" + e.getMessage()
                            + "): choose an empty folder.",
                    e);
        }
    }
}
