package io.millrace.pipeline.cli;

import io.millrace.pipeline.deadletter.LetterReplay;
import io.millrace.pipeline.deadletter.Selection;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Puts dead letters back. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Puts the bytes of dead letters back on the events topic, in the partition they came from, once what was wrong"
                    + " with them is mended: a bound, the code, the schema. Each goes back once, however often this is"
                    + " run or cut short; one that is still bad becomes a new dead letter, which may be replayed in"
                    + " its turn.",
            "Restart the job with what is mended first. It takes them as late events, at their own event time."
        })
final class ReplayDeadLettersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec command;

    @Mixin
    private SelectionOptions options;

    @Mixin
    private BrokerOptions broker;

    @Option(names = "--all", description = "All of them, whatever the reason.")
    private boolean all;

    @Option(names = "--dry-run", description = "Only say what would be put back.")
    private boolean dryRun;

    @Override
    public Integer call() {
        Selection selection = options.selection();
        if (all != selection.equals(Selection.ALL)) {
            throw new ParameterException(
                    command.commandLine(),
                    "say which to put back: --reason, --since, --until, --partition and offsets, or else --all");
        }
        LetterReplay replay = broker.with(brokers -> {
            LetterReplay letters = new LetterReplay(brokers, selection);
            if (dryRun) {
                letters.dryRun();
            } else {
                letters.run();
            }
            return letters;
        });
        print(replay);
        return CommandLine.ExitCode.OK;
    }

    private void print(LetterReplay replay) {
        long count =
                replay.replayed().values().stream().mapToLong(Long::longValue).sum();
        String reasons = replay.replayed().entrySet().stream()
                .map(entry -> String.format(Locale.ROOT, "%s %,d", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", ", " (", ")"));
        System.out.printf(
                Locale.ROOT,
                "%s %,d dead letters%s; %,d had been put back before, %,d cannot be: no events, or without bytes%n",
                dryRun ? "would put back" : "put back",
                count,
                count == 0 ? "" : reasons,
                replay.putBackBefore(),
                replay.impossible());
    }
}
