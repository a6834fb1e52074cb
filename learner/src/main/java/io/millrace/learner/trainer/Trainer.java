package io.millrace.learner.trainer;

import io.millrace.learner.exchange.Reply;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.RowGroup;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.exchange.Ticket;
import io.millrace.model.Gradients;
import io.millrace.model.ModelConfig;
import io.millrace.model.Outcome;
import io.millrace.model.Parameters;
import io.millrace.model.Recommender;
import io.millrace.model.input.ExampleTokens;
import io.millrace.model.input.ExampleTokens.Converted;
import io.millrace.model.row.Table;
import io.millrace.schemas.TrainingExample;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One trainer: asks for the rows of an example, learns when they are there, sends the gradients back.
 *
 * <p>A step's gradients leave together or not at all, so an example is either unpushed, and in {@link #unpushed()}, or
 * applied exactly once by whatever stands behind the sink.
 */
public final class Trainer {
    private final TrainerConfig config;
    private final int subtask;
    private final long epoch;
    private final TrainerSink sink;
    private final Recommender recommender;
    private final ExampleTokens tokens;
    private final StepPlanner planner;
    private final PushPlanner pushes;
    private final Parameters parameters;
    private final Gradients gradients;
    private final ItemVocabulary vocabulary;
    private final Judge judge;
    private final Map<Long, Step> inFlight = new LinkedHashMap<>();
    private long nextStep;

    /**
     * @param subtask this trainer's index, to which replies are addressed
     * @param epoch tells this attempt's requests from those of an earlier one
     */
    public Trainer(
            ModelConfig model, TrainerConfig config, Routing routing, int subtask, long epoch, TrainerSink sink) {
        this.config = config;
        this.subtask = subtask;
        this.epoch = epoch;
        this.sink = sink;
        this.recommender = new Recommender(model);
        this.tokens = new ExampleTokens(model);
        List<Table> tables = recommender.tables();
        this.planner = new StepPlanner(recommender, routing);
        this.pushes = new PushPlanner(tables, routing);
        this.parameters = new Parameters(tables);
        this.gradients = new Gradients(tables);
        this.vocabulary = new ItemVocabulary(
                config.vocabularyCapacity(), config.sampling().create(config.samplingPower()));
        this.judge = new Judge(List.of(model.encoder().label(), model.ranker().label()), vocabulary);
    }

    /** What this trainer has learnt from; restored by adding to it before the first example. */
    public ItemVocabulary vocabulary() {
        return vocabulary;
    }

    public boolean hasCredit() {
        return inFlight.size() < config.credits();
    }

    public boolean idle() {
        return inFlight.isEmpty();
    }

    /** Number of steps begun. */
    public long begun() {
        return nextStep;
    }

    /** Number of steps of which all earlier ones, and they themselves, are finished. */
    public long finished() {
        return inFlight.isEmpty() ? nextStep : inFlight.keySet().iterator().next();
    }

    /** The examples begun whose gradients have not been sent, oldest first. */
    public List<TrainingExample> unpushed() {
        List<TrainingExample> examples = new ArrayList<>(inFlight.size());
        for (Step step : inFlight.values()) {
            examples.add(step.source());
        }
        return examples;
    }

    /**
     * Begins a step: asks the shards for its rows. Needs a credit. A step with nothing to learn needs no rows and is done at
     * once.
     */
    public void begin(TrainingExample source) {
        if (!hasCredit()) {
            throw new IllegalStateException("no credit left: " + inFlight.size() + " steps in flight");
        }
        Converted converted;
        try {
            converted = tokens.convert(source, vocabulary);
        } catch (IllegalArgumentException e) {
            sink.refused(source, "unusable-example", e.getMessage());
            return;
        }
        if (converted.example().supervision().length == 0) {
            judge.tell(source, sink);
            pushes.audit(source, new Ticket(subtask, epoch, nextStep++), sink);
            return;
        }
        Step step = new Step(nextStep++, source, converted, planner.plan(converted.example()));
        inFlight.put(step.number(), step);
        Ticket ticket = ticket(step);
        for (RowGroup group : step.groups()) {
            sink.request(ServerRequest.pull(
                    pushes.routing().routeTo(group.shard()),
                    ticket,
                    group.tables(),
                    group.rows(),
                    source.getRequestTime()));
        }
    }

    /** Takes a reply and finishes its step if it was the last one missing; replies to earlier attempts are dropped. */
    public void accept(Reply reply) {
        if (reply.epoch() != epoch) {
            return;
        }
        Step step = inFlight.get(reply.step());
        if (step == null) {
            throw new IllegalStateException("a reply to step " + reply.step() + ", which is not in flight");
        }
        step.accept(reply);
        if (step.complete()) {
            finish(step);
            inFlight.remove(step.number());
        }
    }

    private void finish(Step step) {
        fillParameters(step);
        gradients.clear();
        Outcome outcome = recommender.learn(step.converted().example(), parameters, gradients);
        double norm = config.clipping().clip(gradients);
        if (!Double.isFinite(norm) || !Double.isFinite(outcome.loss())) {
            sink.refused(step.source(), "non-finite-gradient", "loss " + outcome.loss() + ", gradient norm " + norm);
            return;
        }
        judge.judge(step.source(), step.converted(), outcome, sink);
        pushes.push(gradients, step.source(), ticket(step), sink);
        int items = recommender.itemTable().id();
        judge.remember(step.source(), step.converted(), item -> parameters.row(items, item));
    }

    private void fillParameters(Step step) {
        parameters.clearRows();
        List<Table> tables = recommender.tables();
        int itemTable = recommender.itemTable().id();
        for (int g = 0; g < step.groups().size(); g++) {
            RowGroup group = step.groups().get(g);
            float[] weights = step.weights(g);
            int at = 0;
            for (int i = 0; i < group.size(); i++) {
                int table = group.tables()[i];
                int width = tables.get(table).width();
                parameters.put(table, group.rows()[i], weights, at);
                if (table == itemTable) {
                    vocabulary.observe(group.rows()[i], weights, at, width);
                }
                at += width;
            }
        }
    }

    private Ticket ticket(Step step) {
        return new Ticket(subtask, epoch, step.number());
    }
}
