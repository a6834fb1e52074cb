package io.millrace.learner.trainer;

import io.millrace.model.Outcome;
import io.millrace.model.input.Example;
import io.millrace.model.input.ExampleTokens.Converted;
import io.millrace.model.input.TokenSequence;
import io.millrace.schemas.Interaction;
import io.millrace.schemas.Supervision;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import it.unimi.dsi.fastutil.longs.LongOpenHashSet;
import java.util.List;
import java.util.function.LongFunction;

/**
 * Predict, record, learn: turns what a pass predicted into judgements, before the pass's gradient is applied. A prediction
 * whose label is not final is half a judgement, and so is a label that is not learnt from.
 */
public final class Judge {
    private final List<String> rankers;
    private final ItemVocabulary vocabulary;
    private final NextItemRanking ranking;

    /** @param rankers that each predict every ranking label */
    public Judge(List<String> rankers, ItemVocabulary vocabulary) {
        this.rankers = rankers;
        this.vocabulary = vocabulary;
        this.ranking = new NextItemRanking(vocabulary);
    }

    public void judge(TrainingExample source, Converted converted, Outcome outcome, TrainerSink sink) {
        Example example = converted.example();
        for (Outcome.Prediction prediction : outcome.predictions()) {
            Supervision label = source.getSupervision().get(converted.sources()[prediction.supervision()]);
            String task = task(prediction.model(), label);
            float probability = prediction.probability();
            if (label.getJudged()) {
                sink.judgement(Judgement.ofRanking(
                        task, label.getMatured(), label.getLabel(), probability, source.getArrival()));
            } else {
                sink.half(half(source, label, task, false, probability));
            }
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
        tell(source, sink);
    }

    /** Tells the labels that are only judged by. */
    public void tell(TrainingExample source, TrainerSink sink) {
        for (Supervision label : source.getSupervision()) {
            if (label.getJudged() && label.getWeight() == 0) {
                for (String ranker : rankers) {
                    sink.half(half(source, label, task(ranker, label), true, label.getLabel()));
                }
            }
        }
    }

    private static String task(String ranker, Supervision label) {
        return ranker + '/' + label.getTask();
    }

    private static HalfJudgement half(
            TrainingExample source, Supervision label, String task, boolean isLabel, float value) {
        Interaction shown = source.getInteractions().get(label.getInteraction());
        long exposure = Ids.combine(Ids.combine(source.getUser(), shown.getItem()), shown.getTime());
        return new HalfJudgement(exposure, task, isLabel, value, label.getMatured(), source.getArrival());
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
    public void remember(TrainingExample source, Converted converted, LongFunction<float[]> rows) {
        for (int index : converted.sources()) {
            Supervision label = source.getSupervision().get(index);
            long item = source.getInteractions().get(label.getInteraction()).getItem();
            vocabulary.add(item, Judgement.RETRIEVAL.equals(label.getTask()) ? 1 : 0);
            float[] row = rows.apply(item);
            vocabulary.observe(item, row, 0, row.length);
        }
    }
}
