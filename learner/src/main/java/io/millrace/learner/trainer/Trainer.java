package io.millrace.learner.trainer;

import io.millrace.learner.exchange.Reading;
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
import java.util.function.LongSupplier;

/**
 * One trainer: asks for the rows of an example, learns when they are there, sends the gradients back.
 *
 * <p>A step's gradients of embedding rows leave together or not at all, so an example is either unpushed, and in {@link
 * #unpushed()}, or applied exactly once by whatever stands behind the sink. Those of the dense tensors gather in {@link
 * #unpushedDense()} over several steps, and leave together.
 */
public final class Trainer {
    /** Floats that the steps in flight have asked for, at most, however many credits there are: 64 MB. */
    private static final long MOST_FLOATS_IN_FLIGHT = 1 << 24;

    private final TrainerConfig config;
    private final int subtask;
    private final long epoch;
    private final TrainerSink sink;
    private final Recommender recommender;
    private final ExampleTokens tokens;
    private final StepPlanner planner;
    private final Routing routing;
    private final PushPlanner pushes;
    private final DenseExchange dense;
    private final Parameters parameters;
    private final Gradients gradients;
    private final ItemVocabulary vocabulary;
    private final Judge judge;
    private final Map<Long, Step> inFlight = new LinkedHashMap<>();
    private long floatsInFlight;
    private long nextStep;

    /**
     * @param subtask this trainer's index, to which replies are addressed
     * @param epoch tells this attempt's requests from those of an earlier one
     * @param clock milliseconds, by which dense tensors grow old
     */
    public Trainer(
            ModelConfig model,
            TrainerConfig config,
            Routing routing,
            int subtask,
            long epoch,
            LongSupplier clock,
            TrainerSink sink) {
        this.config = config;
        this.subtask = subtask;
        this.epoch = epoch;
        this.sink = sink;
        this.recommender = new Recommender(model);
        this.tokens = new ExampleTokens(model);
        List<Table> tables = recommender.tables();
        this.planner = new StepPlanner(recommender, routing);
        this.routing = routing;
        this.pushes = new PushPlanner(tables, routing);
        this.dense = new DenseExchange(config.staleness(), tables, routing.shards(), clock);
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
        return inFlight.isEmpty()
                || inFlight.size() < config.staleness().credits() && floatsInFlight < MOST_FLOATS_IN_FLIGHT;
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

    /** Gradients of dense tensors that have not been sent, to be {@link #restoreDense restored}; null if there are none. */
    public byte[] unpushedDense() {
        return dense.window().isEmpty() ? null : dense.window().encode();
    }

    /** Takes over what this trainer, or another one, had not sent of the dense tensors. */
    public void restoreDense(byte[] unpushed) {
        dense.window().merge(unpushed);
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
            Ticket ticket = new Ticket(subtask, epoch, nextStep++);
            pushes.audit(source.getExampleId(), source.getRequestTime(), ticket, sink::request);
            return;
        }
        Step step = new Step(nextStep++, source, converted, planner.plan(converted.example(), dense.takeTurn()));
        inFlight.put(step.number(), step);
        floatsInFlight += step.floats();
        for (int part = 0; part < step.groups().size(); part++) {
            RowGroup group = step.groups().get(part);
            sink.request(ServerRequest.pull(
                    routing.routeTo(group.shard()), ticket(step), part, group, source.getRequestTime()));
        }
    }

    /**
     * Takes a reply; replies to earlier attempts are dropped. Steps are finished in the order in which they were begun, each
     * when nothing of it is missing.
     */
    public void accept(Reply reply) {
        if (reply.epoch() != epoch) {
            return;
        }
        Step answered = inFlight.get(reply.step());
        if (answered == null) {
            throw new IllegalStateException("a reply to step " + reply.step() + ", which is not in flight");
        }
        answered.accept(reply);
        while (!inFlight.isEmpty()) {
            Step oldest = inFlight.values().iterator().next();
            if (!oldest.complete()) {
                return;
            }
            finish(oldest);
            floatsInFlight -= oldest.floats();
            inFlight.remove(oldest.number());
        }
    }

    private void finish(Step step) {
        fillParameters(step);
        gradients.clear();
        Outcome outcome = recommender.learn(step.converted().example(), parameters, gradients);
        double norm = config.clipping().clip(gradients);
        if (!Double.isFinite(norm) || !Double.isFinite(outcome.loss())) {
            TrainingExample source = step.source();
            sink.refused(source, "non-finite-gradient", "loss " + outcome.loss() + ", gradient norm " + norm);
            sink.judgement(Judgement.ofNothingFinite(source.getRequestTime(), source.getArrival()));
            return;
        }
        judge.judge(step.source(), step.converted(), outcome, sink);
        long eventTime = step.source().getRequestTime();
        pushes.pushRows(
                gradients,
                DrawnRows.of(step.converted().example(), recommender.itemTable().id()),
                step.source().getExampleId(),
                eventTime,
                ticket(step),
                shard -> rowReading(step, shard),
                sink::request);
        if (dense.add(gradients, step.source().getExampleId(), eventTime)) {
            pushDense(ticket(step));
        }
        int items = recommender.itemTable().id();
        judge.remember(step.source(), step.converted(), item -> parameters.row(items, item));
    }

    private void pushDense(Ticket ticket) {
        pushes.pushDense(dense.window(), ticket, dense::reading, sink::request);
        dense.pushed();
    }

    /** Sends what has gathered of the dense tensors' gradients: at the end of the input, when all steps are finished. */
    public void flush() {
        if (!dense.window().isEmpty()) {
            pushDense(new Ticket(subtask, epoch, nextStep));
        }
    }

    private void fillParameters(Step step) {
        parameters.clearRows();
        for (int part = 0; part < step.groups().size(); part++) {
            RowGroup group = step.groups().get(part);
            fill(group, step.weights(part));
            if (isDense(group)) {
                dense.use(group.shard(), step.reading(part));
            }
        }
    }

    private void fill(RowGroup group, float[] weights) {
        int itemTable = recommender.itemTable().id();
        int at = 0;
        for (int i = 0; i < group.size(); i++) {
            int table = group.tables()[i];
            int width = recommender.tables().get(table).width();
            parameters.put(table, group.rows()[i], weights, at);
            if (table == itemTable) {
                vocabulary.observe(group.rows()[i], weights, at, width);
            }
            at += width;
        }
    }

    /** A group is of dense tensors or of embedding tables, never of both. */
    private boolean isDense(RowGroup group) {
        return recommender.tables().get(group.tables()[0]).kind() == Table.Kind.DENSE;
    }

    /** When the shard was first read for the step's embedding rows. */
    private Reading rowReading(Step step, int shard) {
        Reading earliest = null;
        for (int part = 0; part < step.groups().size(); part++) {
            RowGroup group = step.groups().get(part);
            if (group.shard() == shard && !isDense(group)) {
                Reading reading = step.reading(part);
                earliest = earliest == null ? reading : earliest.earlier(reading);
            }
        }
        return earliest;
    }

    private Ticket ticket(Step step) {
        return new Ticket(subtask, epoch, step.number());
    }
}
