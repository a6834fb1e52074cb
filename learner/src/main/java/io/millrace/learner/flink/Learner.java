package io.millrace.learner.flink;

import io.millrace.learner.LearnerConfig;
import io.millrace.learner.exchange.Reply;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.publish.KeyGroupCut;
import io.millrace.learner.publish.ModelLog;
import io.millrace.learner.trainer.HalfJudgement;
import io.millrace.learner.trainer.Judgement;
import io.millrace.learner.verdict.GivenOrder;
import io.millrace.learner.verdict.StandingOrder;
import io.millrace.model.Recommender;
import io.millrace.model.row.Table;
import io.millrace.model.row.TableNumbers;
import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.Erased;
import io.millrace.schemas.Evaluation;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.id.Ids;
import org.apache.flink.api.common.functions.Partitioner;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.OutputTag;

/**
 * Draws the learner:
 *
 * <pre>
 *                             erasures -----------v
 * examples -> trainer -- pulls and pushes --> parameter-server -- replies --> tail ~~in JVM~~> trainer
 *                | judgements, and halves          ^        | cuts
 *                |   of such -> hindsight          |        |
 *                v                |                |        v
 *     evaluator, verdict <--------+    held or not |   version-publisher --> model log
 *          |        |  ^-- orders                  |        | marks
 *          |        +------------------------------+        v
 *          +---- reports of all --------------------> manifest
 * </pre>
 */
public final class Learner {
    static final OutputTag<Judgement> JUDGEMENTS = new OutputTag<>("judgements", TypeInformation.of(Judgement.class));
    static final OutputTag<HalfJudgement> HALVES = new OutputTag<>("halves", TypeInformation.of(HalfJudgement.class));
    static final OutputTag<DeadLetter> REFUSED = new OutputTag<>("refused", new AvroTypeInfo<>(DeadLetter.class));
    static final OutputTag<CheckpointReport> REPORTS =
            new OutputTag<>("reports", new AvroTypeInfo<>(CheckpointReport.class));
    static final OutputTag<EndOfVersion> HELD_MARKS =
            new OutputTag<>("held-marks", new AvroTypeInfo<>(EndOfVersion.class));
    static final OutputTag<KeyGroupCut> CUTS = new OutputTag<>("cuts", TypeInformation.of(KeyGroupCut.class));

    /**
     * What goes into the learner.
     *
     * @param examples what is to be learnt, each once
     * @param reports of the operators upstream, for the manifests
     * @param erasures of users, whose rows are to go
     * @param orders of people, to hold versions or to let them out
     * @param standingOrder the newest of them when the job starts
     */
    public record Inputs(
            DataStream<TrainingExample> examples,
            DataStream<CheckpointReport> reports,
            DataStream<Erased> erasures,
            DataStream<GivenOrder> orders,
            StandingOrder standingOrder) {}

    /**
     * What comes out of the learner, besides the versions in the model log.
     *
     * @param evaluations closed windows of progressive evaluation
     * @param refused examples that could not be learnt from, and updates that would have spoilt a row
     */
    public record Streams(DataStream<Evaluation> evaluations, DataStream<DeadLetter> refused) {}

    private Learner() {}

    /**
     * Adds the learner to the job of its inputs.
     *
     * @param logs where versions are published
     * @throws UnsuitableCheckpointsException unless checkpoints are aligned and exactly once
     */
    public static Streams build(Inputs inputs, LearnerConfig config, ModelLog.Factory logs) {
        RequiredCheckpoints.check(inputs.examples().getExecutionEnvironment().getConfiguration());
        SingleOutputStreamOperator<ServerRequest> trainers = trainers(inputs.examples(), config);
        SingleOutputStreamOperator<Judgement> hindsight = hindsight(trainers, config);
        DataStream<Judgement> judgements = trainers.getSideOutput(JUDGEMENTS).union(hindsight);
        SingleOutputStreamOperator<Evaluation> evaluations = evaluator(judgements, config);
        SingleOutputStreamOperator<ServerRequest> verdicts = verdict(judgements, inputs, config);
        SingleOutputStreamOperator<Reply> server =
                server(trainers.union(erasures(inputs.erasures(), config), verdicts), config);
        tail(server, trainers, config);
        DataStream<CheckpointReport> reports = inputs.reports()
                .union(
                        trainers.getSideOutput(REPORTS),
                        hindsight.getSideOutput(REPORTS),
                        server.getSideOutput(REPORTS),
                        evaluations.getSideOutput(REPORTS),
                        verdicts.getSideOutput(REPORTS));
        publication(server, reports, config, logs);
        return new Streams(evaluations, trainers.getSideOutput(REFUSED).union(server.getSideOutput(REFUSED)));
    }

    private static SingleOutputStreamOperator<ServerRequest> trainers(
            DataStream<TrainingExample> examples, LearnerConfig config) {
        Partitioner<Long> byUser = (user, trainers) -> (int) Long.remainderUnsigned(Ids.mix(user), trainers);
        return examples.partitionCustom(byUser, TrainingExample::getUser)
                .transform(
                        "trainer",
                        TypeInformation.of(ServerRequest.class),
                        new MailboxOperatorFactory<TrainingExample, ServerRequest>(
                                TrainerOperator.class, parameters -> new TrainerOperator(parameters, config)))
                .uid("trainer")
                .setParallelism(config.server().trainers());
    }

    /** There also where no conversion comes late, so that the job has one shape whatever its tasks do. */
    private static SingleOutputStreamOperator<Judgement> hindsight(
            SingleOutputStreamOperator<ServerRequest> trainers, LearnerConfig config) {
        return trainers.getSideOutput(HALVES)
                .keyBy(HalfJudgement::exposure, Types.LONG)
                .transform(
                        "hindsight",
                        TypeInformation.of(Judgement.class),
                        new HindsightOperator(config.predictionMemory()))
                .uid("hindsight")
                .setParallelism(config.server().trainers());
    }

    private static SingleOutputStreamOperator<Evaluation> evaluator(
            DataStream<Judgement> judgements, LearnerConfig config) {
        return judgements
                .transform(
                        "evaluator",
                        new AvroTypeInfo<>(Evaluation.class),
                        new EvaluatorOperator(config.evaluationWindow()))
                .uid("evaluator")
                .setParallelism(1)
                .setMaxParallelism(1);
    }

    private static SingleOutputStreamOperator<ServerRequest> verdict(
            DataStream<Judgement> judgements, Inputs inputs, LearnerConfig config) {
        return judgements
                .connect(inputs.orders())
                .transform(
                        "verdict",
                        TypeInformation.of(ServerRequest.class),
                        new VerdictOperator(
                                config.publication().rules(),
                                config.server().routing(TableNumbers.inOrder(0)),
                                inputs.standingOrder()))
                .uid("verdict")
                .setParallelism(1)
                .setMaxParallelism(1);
    }

    private static DataStream<ServerRequest> erasures(DataStream<Erased> erasures, LearnerConfig config) {
        int[] tables = new Recommender(config.model())
                .userTables().stream().mapToInt(Table::id).toArray();
        return erasures.flatMap(new ToErasures(config.server(), tables))
                .returns(TypeInformation.of(ServerRequest.class))
                .name("row-erasures")
                .uid("row-erasures");
    }

    private static SingleOutputStreamOperator<Reply> server(DataStream<ServerRequest> requests, LearnerConfig config) {
        return requests.keyBy(ServerRequest::route, Types.INT)
                .transform("parameter-server", TypeInformation.of(Reply.class), new ParameterServerOperator(config))
                .uid("parameter-server")
                .setParallelism(config.server().shards())
                .setMaxParallelism(config.server().keyGroups());
    }

    private static void tail(
            SingleOutputStreamOperator<Reply> server,
            SingleOutputStreamOperator<ServerRequest> trainers,
            LearnerConfig config) {
        Partitioner<Integer> toTrainer = (trainer, count) -> trainer;
        SingleOutputStreamOperator<Void> tail = server.partitionCustom(toTrainer, Reply::trainer)
                .transform("tail", Types.VOID, new TailOperator())
                .uid("tail")
                .setParallelism(config.server().trainers());
        // The tail hands replies over within a JVM, so it has to share its trainer's slot.
        trainers.getTransformation().setCoLocationGroupKey("trainer-loop");
        tail.getTransformation().setCoLocationGroupKey("trainer-loop");
    }

    private static void publication(
            SingleOutputStreamOperator<Reply> server,
            DataStream<CheckpointReport> reports,
            LearnerConfig config,
            ModelLog.Factory logs) {
        String rollback = config.publication().lineage().rollback();
        DataStream<EndOfVersion> published = server.getSideOutput(CUTS)
                .transform(
                        "version-publisher",
                        new AvroTypeInfo<>(EndOfVersion.class),
                        new VersionPublisherOperator(rollback, config.server().keyGroups(), logs))
                .uid("version-publisher")
                .setParallelism(config.server().shards());
        published
                .union(server.getSideOutput(HELD_MARKS))
                .connect(reports)
                .transform(
                        "manifest",
                        Types.VOID,
                        new ManifestOperator(
                                config.model(), rollback, config.server().keyGroups(), logs))
                .uid("manifest")
                .setParallelism(1)
                .setMaxParallelism(1);
    }
}
