package io.millrace.model;

import io.millrace.model.hstu.TaskHeads;
import io.millrace.model.input.Example;
import io.millrace.model.input.Example.Supervision;
import io.millrace.model.input.TokenSequence;
import io.millrace.model.interaction.InteractionModel;
import io.millrace.model.kernel.Dropout;
import io.millrace.model.kernel.Matrix;
import io.millrace.model.kernel.Scratch;
import io.millrace.model.kernel.UnitNorm;
import io.millrace.model.loss.BinaryCrossEntropy;
import io.millrace.model.optimizer.AdamW;
import io.millrace.model.optimizer.RowWiseAdaGrad;
import io.millrace.model.row.Layout;
import io.millrace.model.row.RowVisitor;
import io.millrace.model.row.Table;
import io.millrace.model.sequence.HistoryCache;
import io.millrace.model.sequence.SequenceEncoder;
import io.millrace.model.wukong.Request;
import io.millrace.model.wukong.UnitEmbedding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A sequence model and an interaction model under one roof, HSTU and Wukong unless others are asked for: the one
 * implementation that trains and that serves. Not thread-safe: it owns scratch memory; give every thread its own.
 */
public final class Recommender {
    /** Updates over which the learning rate of dense tensors rises. */
    private static final int WARMUP_STEPS = 100;

    /** Candidates that pass together: few enough for what is made of them to stay in the processor's cache. */
    private static final int BATCH = 128;

    /**
     * What is to be ranked at one moment.
     *
     * @param items item ids, m of them
     * @param features by item: hashed feature values in the configured order, 0 where absent
     * @param dense by item: numbers in the configured order, NaN where absent
     */
    public record Candidates(long[] items, long[][] features, float[][] dense) {
        /** Of a model without dense features. */
        public Candidates(long[] items, long[][] features) {
            this(items, features, new float[items.length][0]);
        }
    }

    private final ModelConfig config;
    private final List<Table> tables;
    private final SequenceEncoder encoder;
    private final TaskHeads heads;
    private final UnitEmbedding units;
    private final InteractionModel interaction;
    private final RetrievalObjective retrieval;
    private final ConversionWeights conversionWeights;

    private final HistoryCache cache;
    private final UnitNorm queryNorm = new UnitNorm();
    private final Scratch outputGradients = new Scratch();
    private final Scratch targets = new Scratch();
    private final Scratch headGradients = new Scratch();
    private final Scratch interactionGradients = new Scratch();

    public Recommender(ModelConfig config) {
        this.config = config;
        Layout layout = new Layout(
                new RowWiseAdaGrad(config.rowLearningRate(), 1e-8f),
                new AdamW(config.denseLearningRate(), 0.9f, 0.999f, 1e-8f, 0, WARMUP_STEPS));
        this.encoder = config.encoder().create(layout, config.hstu());
        int itemTable = encoder.embedding().itemTable();
        this.heads = new TaskHeads(layout, config.hstu().width(), config.learntTasks());
        this.units = new UnitEmbedding(layout, config, itemTable);
        this.interaction = config.ranker()
                .create(
                        layout,
                        config.wukong(),
                        units.count(),
                        config.learntTasks().size());
        this.retrieval = new RetrievalObjective(itemTable, config.hstu().width(), config.temperature());
        this.conversionWeights = new ConversionWeights(config);
        this.tables = layout.tables();
        this.cache = encoder.newCache();
    }

    /** The layout: every table of this configuration, ordered by id. */
    public List<Table> tables() {
        return tables;
    }

    /** The table whose rows are the items. */
    public Table itemTable() {
        return tables.get(encoder.embedding().itemTable());
    }

    /** The tables whose rows are users: what is known of a user, and of nobody else, is in one row of each. */
    public List<Table> userTables() {
        return List.of(tables.get(units.userTable()));
    }

    /** Visits every embedding row that learning from the example reads; a row may be visited more than once. */
    public void rowsOf(Example example, RowVisitor visitor) {
        encoder.embedding().rowsOf(example.tokens(), visitor);
        for (long negative : example.negatives().ids()) {
            visitor.visit(encoder.embedding().itemTable(), negative);
        }
        for (Request request : new RankingObjective(example, conversionWeights).requests()) {
            units.rowsOf(example.user(), request.item(), request.features(), visitor);
        }
    }

    /** Visits every embedding row that ranking the candidates for the user reads; a row may be visited more than once. */
    public void rowsOf(TokenSequence tokens, long user, Candidates candidates, RowVisitor visitor) {
        encoder.embedding().rowsOf(tokens, visitor);
        for (int c = 0; c < candidates.items().length; c++) {
            visitor.visit(encoder.embedding().itemTable(), candidates.items()[c]);
            units.rowsOf(user, candidates.items()[c], candidates.features()[c], visitor);
        }
    }

    /**
     * Forward, losses, backward: adds the example's gradient to {@code gradients}. Changes no parameter. The loss is the
     * mean over the retrieval labels, plus the mean over the ranking labels for either ranker, so that the gradient does
     * not grow with the number of labels. Numbers that are not finite are not refused here: they show in the loss and in
     * {@link Gradients#norm()}.
     *
     * @throws IllegalArgumentException if there are more tokens than the model has positions, or a label is not at an
     *     item token
     * @throws IllegalStateException if a row that {@link #rowsOf(Example, RowVisitor)} names was not put in
     */
    public Outcome learn(Example example, Parameters parameters, Gradients gradients) {
        requireItems(example);
        TokenSequence tokens = example.tokens();
        Dropout dropout = new Dropout(config.hstu().dropout(), example.seed());
        Matrix y = encoder.forward(parameters, tokens, example.requestSeconds(), dropout);
        Matrix dy = outputGradients.zeros(y.rows(), y.columns());
        List<Outcome.Retrieval> retrievals = new ArrayList<>();
        List<Outcome.Prediction> predictions = new ArrayList<>();
        double loss = retrieval.learn(example, parameters, gradients, y, dy, retrievals);
        RankingObjective ranking = new RankingObjective(example, conversionWeights);
        if (!ranking.requests().isEmpty()) {
            loss += learnHeads(ranking, parameters, gradients, y, dy, predictions);
            loss += learnInteraction(ranking, parameters, gradients, y, dy, predictions);
        }
        encoder.backward(parameters, gradients, tokens, dy);
        return new Outcome(loss, predictions, retrievals);
    }

    private static void requireItems(Example example) {
        for (Supervision label : example.supervision()) {
            if (!example.tokens().isItem(label.token())) {
                throw new IllegalArgumentException("token " + label.token() + " is labelled, but is no item");
            }
        }
    }

    private double learnHeads(
            RankingObjective ranking,
            Parameters parameters,
            Gradients gradients,
            Matrix y,
            Matrix dy,
            List<Outcome.Prediction> predictions) {
        List<Request> requests = ranking.requests();
        Matrix target = targets.matrix(requests.size(), y.columns());
        for (int b = 0; b < requests.size(); b++) {
            target.rows(b, b + 1)
                    .set(y.rows(requests.get(b).output(), requests.get(b).output() + 1));
        }
        Matrix logits = heads.forward(parameters, target);
        ranking.report(config.encoder().label(), logits, predictions);
        Matrix dLogits = headGradients.matrix(logits.rows(), logits.columns());
        double loss = ranking.loss(logits, dLogits);
        Matrix dTarget = heads.backward(parameters, gradients, dLogits);
        for (int b = 0; b < requests.size(); b++) {
            dy.rows(requests.get(b).output(), requests.get(b).output() + 1).add(dTarget.rows(b, b + 1));
        }
        return loss;
    }

    private double learnInteraction(
            RankingObjective ranking,
            Parameters parameters,
            Gradients gradients,
            Matrix y,
            Matrix dy,
            List<Outcome.Prediction> predictions) {
        Example example = ranking.example();
        Matrix x = units.forward(parameters, example.user(), example.tokens(), y, ranking.requests());
        Matrix logits = interaction.forward(parameters, x);
        ranking.report(config.ranker().label(), logits, predictions);
        Matrix dLogits = interactionGradients.matrix(logits.rows(), logits.columns());
        double loss = ranking.loss(logits, dLogits);
        units.backward(parameters, gradients, interaction.backward(parameters, gradients, dLogits), dy);
        return loss;
    }

    /**
     * The L2-normalised query of the next item after the last token, length D; dot it with normalised item rows.
     *
     * @throws IllegalArgumentException if there is no token, for then there is nothing to ask with, or more tokens than
     *     the model has positions
     */
    public float[] query(TokenSequence tokens, long requestSeconds, Parameters parameters) {
        int length = tokens.length();
        if (length == 0) {
            throw new IllegalArgumentException("an empty history asks for nothing");
        }
        Matrix y = encoder.forward(parameters, tokens, requestSeconds, Dropout.NONE);
        Matrix query = queryNorm.forward(y.rows(length - 1, length));
        return Arrays.copyOf(query.values(), query.columns());
    }

    /**
     * Probabilities, candidates × ranking tasks (auxiliary ones are not asked for), by the interaction model on the
     * encoder's outputs: the same as {@link #learn} would predict for the candidate as an item token behind the history at
     * the time of the request. The history may be empty, and so may the tasks.
     *
     * @throws IllegalArgumentException if the history leaves no position to the candidates
     */
    public float[][] rank(
            TokenSequence tokens, long user, long requestSeconds, Candidates candidates, Parameters parameters) {
        cache.clear();
        return rank(tokens, user, requestSeconds, candidates, parameters, cache);
    }

    /**
     * The same for a user whose history is in {@code known} up to some token, if it is: only what is new of it is computed.
     *
     * @param known from {@link #newCache()}; of this history, by these parameters
     */
    public float[][] rank(
            TokenSequence tokens,
            long user,
            long requestSeconds,
            Candidates candidates,
            Parameters parameters,
            HistoryCache known) {
        long[] items = candidates.items();
        float[][] probabilities = new float[items.length][config.tasks().size()];
        if (config.tasks().isEmpty()) {
            return probabilities;
        }
        int history = tokens.length();
        for (int from = 0; from < items.length; from += BATCH) {
            int to = Math.min(from + BATCH, items.length);
            long[] batch = Arrays.copyOfRange(items, from, to);
            Matrix y = encoder.forward(parameters, tokens, requestSeconds, batch, known);
            List<Request> requests = new ArrayList<>();
            for (int c = from; c < to; c++) {
                requests.add(new Request(
                        items[c],
                        history + c - from,
                        history,
                        candidates.features()[c],
                        candidates.dense()[c]));
            }
            Matrix logits = interaction.forward(parameters, units.forward(parameters, user, tokens, y, requests));
            for (int b = 0; b < requests.size(); b++) {
                for (int task = 0; task < config.tasks().size(); task++) {
                    probabilities[from + b][task] = (float) BinaryCrossEntropy.probability(logits.get(b, task));
                }
            }
        }
        return probabilities;
    }

    /** An empty cache for one user's history. */
    public HistoryCache newCache() {
        return encoder.newCache();
    }
}
