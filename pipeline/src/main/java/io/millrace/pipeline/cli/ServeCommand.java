package io.millrace.pipeline.cli;

import io.millrace.pipeline.config.MillraceConfig;
import io.millrace.pipeline.config.MillraceOptions;
import io.millrace.pipeline.config.ServingConfigs;
import io.millrace.serving.tier.ServingConfig;
import io.millrace.serving.tier.ServingTier;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Answers requests with the newest verified version. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Follows the model of a running broker and answers over HTTP: a page at /, /recommend, /rank,"
                + " /feedback, the Open Inference Protocol, /metrics. Ctrl-C ends it. docs/serving.md has examples.")
final class ServeCommand implements Callable<Integer> {
    private static final long END_SECONDS = 30;

    @Mixin
    private BrokerOptions broker;

    @Option(names = "--host", paramLabel = "HOST", description = "Short for --set serving.host.")
    private String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Short for --set serving.port.")
    private Integer port;

    @Option(names = "--token-file", paramLabel = "FILE", description = "Short for --set serving.token-file.")
    private Path tokenFile;

    private final CountDownLatch stop = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    @Override
    public Integer call() {
        Runtime.getRuntime().addShutdownHook(new Thread(this::end, "end"));
        try {
            return broker.with(this::serve);
        } finally {
            ended.countDown();
        }
    }

    private int serve(String brokers) {
        ServingConfig config = ServingConfigs.of(options(), brokers, System.getenv());
        try (ServingTier tier = Tier.start(config, Map::of)) {
            System.out.println("listening at " + Tier.url(tier) + ", following " + brokers);
            if (config.token().isEmpty() && !tier.address().getAddress().isLoopbackAddress()) {
                System.out.println("without a token: whoever reaches this address may ask, and send events");
            }
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return CommandLine.ExitCode.OK;
    }

    private MillraceConfig options() {
        Map<String, String> given = new HashMap<>();
        if (host != null) {
            given.put(MillraceOptions.SERVING_HOST.key(), host);
        }
        if (port != null) {
            given.put(MillraceOptions.SERVING_PORT.key(), port.toString());
        }
        if (tokenFile != null) {
            given.put(MillraceOptions.SERVING_TOKEN_FILE.key(), tokenFile.toString());
        }
        return broker.options().with(given);
    }

    /** The process lives until everything is closed. */
    private void end() {
        stop.countDown();
        try {
            ended.await(END_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
