package io.millrace.pipeline.cli;

import io.millrace.pipeline.versions.PublicationOrders;
import io.millrace.schemas.PublicationOrder;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Holds versions back. */
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        description = "Orders the job to hold versions back from the next checkpoint on: it goes on learning, and"
                + " publishes nothing until 'millrace model release'. The order lasts over restarts.")
final class HoldVersionsCommand implements Callable<Integer> {
    @Mixin
    private BrokerOptions broker;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "Why; it is in the manifests.")
    private String reason;

    @Override
    public Integer call() {
        broker.with(brokers -> {
            new PublicationOrders(brokers).give(new PublicationOrder(true, reason, System.currentTimeMillis()));
            return null;
        });
        System.out.println(
                "ordered: versions are held from the next checkpoint on; 'millrace model release' lets them out");
        return CommandLine.ExitCode.OK;
    }
}
