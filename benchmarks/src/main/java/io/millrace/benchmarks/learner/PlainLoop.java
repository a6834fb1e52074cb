package io.millrace.benchmarks.learner;

import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.trainer.HalfJudgement;
import io.millrace.learner.trainer.ItemVocabulary;
import io.millrace.learner.trainer.Judge;
import io.millrace.learner.trainer.Judgement;
import io.millrace.learner.trainer.TrainerConfig;
import io.millrace.learner.trainer.TrainerSink;
import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Outcome;
import io.millrace.model.Recommender;
import io.millrace.model.epochs.LocalRows;
import io.millrace.model.input.ExampleTokens;
import io.millrace.model.input.ExampleTokens.Converted;
import io.millrace.schemas.TrainingExample;
import java.util.List;

/**
 * What a trainer and the parameter server do, without them: one thread, one example after the other, every row in the heap.
 * Predictions are judged as in the trainer.
 */
final class PlainLoop implements TrainerSink {
    private final ModelConfig model;
    private final TrainerConfig config;
    private long judgements;

    PlainLoop(ModelConfig model, TrainerConfig config) {
        this.model = model;
        this.config = config;
    }

    /** Seconds to learn from the examples, by a model that knows nothing. */
    double pass(List<TrainingExample> examples) {
        Recommender recommender = new Recommender(model);
        LocalRows rows = new LocalRows(recommender.tables(), model.seed());
        Gradients gradients = new Gradients(recommender.tables());
        ExampleTokens tokens = new ExampleTokens(model);
        ItemVocabulary vocabulary = new ItemVocabulary(
                config.vocabularyCapacity(), config.sampling().create(config.samplingPower()));
        Judge judge = new Judge(List.of(model.encoder().label(), model.ranker().label()), vocabulary);
        int items = recommender.itemTable().id();
        long start = System.nanoTime();
        for (TrainingExample source : examples) {
            Converted converted = tokens.convert(source, vocabulary);
            recommender.rowsOf(converted.example(), rows::add);
            recommender.rowsOf(converted.example(), (table, row) -> {
                if (table == items) {
                    vocabulary.observe(
                            row,
                            rows.parameters().row(table, row),
                            0,
                            model.hstu().width());
                }
            });
            gradients.clear();
            Outcome outcome = recommender.learn(converted.example(), rows.parameters(), gradients);
            config.clipping().clip(gradients);
            judge.judge(source, converted, outcome, this);
            rows.apply(gradients);
            judge.remember(source, converted, item -> rows.parameters().row(items, item));
        }
        return (System.nanoTime() - start) * 1e-9;
    }

    /** How many predictions were judged, in all passes. */
    long judgements() {
        return judgements;
    }

    @Override
    public void request(ServerRequest request) {
        throw new IllegalStateException("there is no server");
    }

    @Override
    public void judgement(Judgement judgement) {
        judgements++;
    }

    @Override
    public void half(HalfJudgement half) {
        judgements++;
    }

    @Override
    public void refused(TrainingExample example, String reason, String detail) {
        throw new IllegalStateException(reason + ": " + detail);
    }
}
