package io.millrace.pipeline.cli;

import io.millrace.pipeline.deadletter.DeadLetterTopic;
import io.millrace.pipeline.deadletter.Tally;
import io.millrace.pipeline.deadletter.TallyText;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows what dead letters there are. */
@Command(
        name = "list",
        mixinStandardHelpOptions = true,
        description = "Counts the dead letters by reason: how many, how many of them were put back, when the first and"
                + " the last record reached the broker, and examples with the place of each.")
final class ListDeadLettersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private SelectionOptions selection;

    @Mixin
    private BrokerOptions broker;

    @Option(
            names = "--limit",
            paramLabel = "N",
            defaultValue = "1",
            description = "How many examples of each reason to show, the first ones. Default: ${DEFAULT-VALUE}.")
    private int limit;

    @Option(
            names = "--json",
            description = "As one JSON object, in which the examples have their key and value in base 64.")
    private boolean json;

    @Override
    public Integer call() {
        if (limit < 0) {
            throw new ParameterException(command.commandLine(), "--limit is a number from 0 on, not " + limit);
        }
        Tally tally = broker.with(brokers -> Tally.of(new DeadLetterTopic(brokers), selection.selection(), limit));
        System.out.println(json ? TallyText.json(tally) : TallyText.plain(tally));
        return CommandLine.ExitCode.OK;
    }
}
