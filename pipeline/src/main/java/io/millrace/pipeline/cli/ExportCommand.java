package io.millrace.pipeline.cli;

import io.millrace.pipeline.broker.TopicNames;
import io.millrace.pipeline.config.ConfigException;
import io.millrace.serving.export.VersionExport;
import io.millrace.serving.follow.FollowerConfig;
import io.millrace.serving.follow.FollowerStatus;
import io.millrace.serving.follow.ModelFollower;
import io.millrace.serving.topic.TopicStatus;
import io.millrace.serving.version.ServedModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the newest verified version to a file. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = "Follows the model topic to its end, verifies the newest version, and writes it as safetensors:"
                + " each dense tensor by its name, each table as NAME.ids and NAME.rows, and the manifest among the"
                + " metadata.")
final class ExportCommand implements Callable<Integer> {
    private static final int PAUSE_MILLIS = 20;

    @Mixin
    private BrokerOptions broker;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file; replaced if it is there.")
    private Path file;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description =
                    "How long to wait until the topic is read and a version has verified. Default: ${DEFAULT-VALUE}.")
    private int waitSeconds;

    @Override
    public Integer call() {
        if (!Files.isDirectory(file.toAbsolutePath().getParent())) {
            throw new ConfigException(
                    "there is no folder " + file.toAbsolutePath().getParent() + ": make it, or give another --out");
        }
        return broker.with(this::export);
    }

    private int export(String brokers) {
        try (ModelFollower follower = follower(brokers)) {
            follower.start();
            ServedModel model = newest(follower, brokers);
            new VersionExport(model).write(file);
            System.out.printf(
                    "version %d of lineage %016x, digest %016x, %,d rows, %,d bytes, in %s%n",
                    model.version(),
                    model.lineage(),
                    model.manifest().getDigest(),
                    model.manifest().getRows(),
                    Files.size(file),
                    file);
            return CommandLine.ExitCode.OK;
        } catch (IOException e) {
            throw new ConfigException("cannot write " + file + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private static ModelFollower follower(String brokers) {
        try {
            return new ModelFollower(FollowerConfig.of(brokers, TopicNames.MODEL), InstantSource.system());
        } catch (KafkaException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new ConfigException("the model topic cannot be followed: " + reason.getMessage());
        }
    }

    /** The version in use once nothing in the topic is left to be read. */
    private ServedModel newest(ModelFollower follower, String brokers) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
        while (System.nanoTime() < deadline) {
            FollowerStatus status = follower.status();
            if (status.failure().isPresent()) {
                throw new ConfigException("the model topic cannot be followed: "
                        + status.failure().get().getMessage());
            }
            if (status.lag() == 0 && follower.current().isPresent()) {
                return follower.current().get();
            }
            Thread.sleep(PAUSE_MILLIS);
        }
        OptionalLong inUse = follower.current()
                .map(model -> OptionalLong.of(model.version()))
                .orElse(OptionalLong.empty());
        throw new ConfigException(whyNone(follower.status(), inUse, brokers, waitSeconds));
    }

    /**
     * Why there is nothing to be written yet.
     *
     * @param inUse the newest version so far
     */
    static String whyNone(FollowerStatus status, OptionalLong inUse, String brokers, int waitSeconds) {
        if (status.state() == TopicStatus.State.STARTING) {
            return String.format(
                    Locale.ROOT,
                    "within %d s no broker at %s, or no topic %s there: start it, or make the topic with"
                            + " 'millrace topics'",
                    waitSeconds,
                    brokers,
                    TopicNames.MODEL);
        }
        if (inUse.isEmpty()) {
            return String.format(
                    Locale.ROOT,
                    "no version verified within %d s: %s",
                    waitSeconds,
                    status.assembly().reason());
        }
        String left = status.lag() == FollowerStatus.UNKNOWN_LAG
                ? "it is not known how many records are"
                : String.format(Locale.ROOT, "%,d records are", status.lag());
        return String.format(
                Locale.ROOT,
                "version %d verified, but %s left to be read after %d s: give a longer --wait",
                inUse.getAsLong(),
                left,
                waitSeconds);
    }
}
