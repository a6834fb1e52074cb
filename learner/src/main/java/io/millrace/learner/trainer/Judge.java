package io.millrace.learner.trainer;

import io.millrace.model.Outcome;
import io.millrace.model.input.Example;
import io.millrace.model.input.ExampleTokens.Converted;
import io.millrace.model.input.TokenSequence;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.List;
import java.util.function.LongFunction;

/** Predict, record, learn: turns what a pass predicted into judgements, before the pass's gradient is applied. */
final class Judge {
    private final List<String> tasks;
    private final ItemVocabulary vocabulary;
    private final NextItemRanking ranking;

    Judge(List<String> tasks, ItemVocabulary vocabulary) {
        this.tasks = tasks;
        this.vocabulary = vocabulary;
        this.ranking = new NextItemRanking(vocabulary);
    }

    void judge(TrainingExample source, Converted converted, Outcome outcome, TrainerSink sink) {
        Example example = converted.example();
        for (Outcome.Prediction prediction : outcome.predictions()) {
            Example.Supervision label = example.supervision()[prediction.supervision()];
            String task = prediction.model() + '/' + tasks.get(label.task());
            sink.judgement(Judgement.ofRanking(
                    task,
                    matured(source, converted, prediction.supervision()),
                    label.label(),
                    prediction.probability(),
                    source.getArrival()));
        }
        LongOpenHashSet seen = new LongOpenHashSet();
        int read = 0;
        for (Outcome.Retrieval retrieval : outcome.retrievals()) {
            Example.Supervision label = example.supervision()[retrieval.supervision()];
            read = addItems(example.tokens(), read, label.token(), seen);
            TokenSequence all = example.tokens();
            long target = all.ids()[all.idOffsets()[label.token()]];
            sink.judgement(Judgement.ofRetrieval(
                    matured(source, converted, retrieval.supervision()),
                    ranking.byModel(retrieval.query(), target, seen),
                    ranking.byPopularity(target, seen),
                    source.getArrival()));
        }
    }

    private static long matured(TrainingExample source, Converted converted, int supervision) {
        return source.getSupervision().get(converted.sources()[supervision]).getMatured();
    }

    private static int addItems(TokenSequence tokens, int from, int until, LongOpenHashSet seen) {
        for (int i = from; i < until; i++) {
            if (tokens.kinds()[i] == TokenSequence.ITEM) {
                seen.add(tokens.ids()[tokens.idOffsets()[i]]);
            }
        }
        return Math.max(from, until);
    }

    /**
     * Takes the supervised items into the vocabulary, with their rows, once the example is on its way to be applied.
     *
     * @param rows gives an item's row as it was pulled for the example
     */
    void remember(TrainingExample source, Converted converted, LongFunction<float[]> rows) {
        for (int index : converted.sources()) {
            Supervision label = source.getSupervision().get(index);
            long item = source.getInteractions().get(label.getInteraction()).getItem();
            vocabulary.add(item, Judgement.RETRIEVAL.equals(label.getTask()) ? 1 : 0);
            float[] row = rows.apply(item);
            vocabulary.observe(item, row, 0, row.length);
        }
    }
}
