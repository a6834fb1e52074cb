package io.millrace.pipeline.display;

import io.millrace.model.input.ExampleTokens;
import io.millrace.model.input.TokenSequence;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.TrainingExample;
import io.millrace.serving.index.ScoredItem;
import io.millrace.serving.retrieve.Retriever;
import io.millrace.serving.version.ServedModel;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a version would show a few users next. */
public final class Recommendations {
    private static final int SHOWN = 5;

    private Recommendations() {}

    public static void print(ServedModel model, List<TrainingExample> users, Directory directory, PrintStream out) {
        ExampleTokens tokenizer = new ExampleTokens(model.layout().config());
        for (TrainingExample user : users) {
            List<Interaction> history = user.getInteractions();
            LongOpenHashSet seen = new LongOpenHashSet();
            history.forEach(interaction -> seen.add(interaction.getItem()));
            TokenSequence tokens = tokenizer.history(user.getStatics(), history, user.getAuxiliary());
            long now = user.getRequestTime() / 1000;
            List<ScoredItem> next = new Retriever(model).retrieve(tokens, now, SHOWN, seen);
            out.printf(
                    Locale.ROOT,
                    "  user %s after %s%n    -> %s%n",
                    directory.user(user.getUser()),
                    history.subList(Math.max(0, history.size() - 3), history.size()).stream()
                            .map(interaction -> directory.item(interaction.getItem()))
                            .collect(Collectors.joining(", ")),
                    next.stream()
                            .map(item ->
                                    String.format(Locale.ROOT, "%s (%.2f)", directory.item(item.item()), item.score()))
                            .collect(Collectors.joining(", ")));
        }
    }
}
