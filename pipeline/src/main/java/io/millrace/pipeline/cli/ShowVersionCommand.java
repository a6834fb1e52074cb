package io.millrace.pipeline.cli;

import io.millrace.pipeline.versions.ManifestLog;
import io.millrace.pipeline.versions.ManifestText;
import io.millrace.schemas.Manifest;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Shows one manifest. */
@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Prints the manifest of a version as JSON: what it has learnt, from which offsets, how it was"
                + " judged, and the configuration of the model.")
final class ShowVersionCommand implements Callable<Integer> {
    @Mixin
    private BrokerOptions broker;

    @Parameters(paramLabel = "VERSION", arity = "0..1", description = "The version; the newest one without it.")
    private Long version;

    @Override
    public Integer call() {
        OptionalLong wanted = version == null ? OptionalLong.empty() : OptionalLong.of(version);
        Manifest manifest = broker.with(brokers -> new ManifestLog(brokers).find(wanted));
        System.out.println(ManifestText.json(manifest).toPrettyString());
        return CommandLine.ExitCode.OK;
    }
}
