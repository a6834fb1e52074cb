package io.millrace.pipeline.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.millrace.pipeline.versions.ManifestLog;
import io.millrace.pipeline.versions.ManifestText;
import io.millrace.schemas.Manifest;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the versions that have manifests. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Lists the newest versions on the model topic, the newest last: verdict, size, and the measures"
                + " since the model's birth. The topic keeps the manifests of the last 1,024 versions that were let out"
                + " and of as many that were held.")
final class ListVersionsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private BrokerOptions broker;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "20",
            description = "How many versions to show at most. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(names = "--json", description = "As one JSON array of manifests.")
    private boolean json;

    @Override
    public Integer call() {
        if (limit < 1) {
            throw new ParameterException(command.commandLine(), "--limit is a number from 1 on, not " + limit);
        }
        List<Manifest> all = broker.with(brokers -> new ManifestLog(brokers).read());
        List<Manifest> newest = all.subList(Math.max(0, all.size() - limit), all.size());
        if (json) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            newest.forEach(manifest -> array.add(ManifestText.json(manifest)));
            System.out.println(array.toPrettyString());
        } else {
            System.out.println(ManifestText.table(newest));
        }
        return CommandLine.ExitCode.OK;
    }
}
