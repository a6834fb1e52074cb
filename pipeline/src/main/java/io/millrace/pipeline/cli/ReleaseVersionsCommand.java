package io.millrace.pipeline.cli;

import io.millrace.pipeline.versions.PublicationOrders;
import io.millrace.schemas.PublicationOrder;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Lets versions out again. */
@Command(
        name = "release",
        mixinStandardHelpOptions = true,
        description =
                "Orders the job to let versions out again, from the next checkpoint on. It also waives what the rules of"
                        + " verdict.* object to at the moment.")
final class ReleaseVersionsCommand implements Callable<Integer> {
    @Mixin
    private BrokerOptions broker;

    @Override
    public Integer call() {
        broker.with(brokers -> {
            new PublicationOrders(brokers).give(new PublicationOrder(false, "", System.currentTimeMillis()));
            return null;
        });
        System.out.println("ordered: versions are let out from the next checkpoint on");
        return CommandLine.ExitCode.OK;
    }
}
