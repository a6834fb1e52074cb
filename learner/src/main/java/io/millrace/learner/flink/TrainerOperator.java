package io.millrace.learner.flink;

import io.millrace.learner.LearnerConfig;
import io.millrace.learner.exchange.Reply;
import io.millrace.learner.exchange.ReplyInbox;
import io.millrace.learner.exchange.Routing;
import io.millrace.learner.exchange.ServerRequest;
import io.millrace.learner.trainer.HalfJudgement;
import io.millrace.learner.trainer.Judgement;
import io.millrace.learner.trainer.Trainer;
import io.millrace.learner.trainer.TrainerSink;
import io.millrace.model.Recommender;
import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.SingleObjectCodec;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;
import org.apache.flink.streaming.api.operators.StreamingRuntimeContext;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/**
 * Runs a {@link Trainer} in a Flink task: examples in, requests to the server out, replies in through the mailbox.
 *
 * <p>Why no example is lost or applied twice: a step's pushes of embedding rows leave together, on the task's thread, so at
 * a barrier an example is either pushed, ahead of the barrier, or in this operator's state; after a restore its rows are
 * simply pulled again. What has gathered of the dense tensors' gradients is in the state too. Replies need no place in a checkpoint. A trainer never waits for another: it waits for shards only, and
 * a shard answers whatever it reads.
 *
 * <p>Watermarks are held back until the examples before them are learnt, so that a judgement is never behind its time.
 */
final class TrainerOperator extends AbstractStreamOperator<ServerRequest>
        implements OneInputStreamOperator<TrainingExample, ServerRequest>, BoundedOneInput, TrainerSink {
    /** Reported name of this operator. */
    static final String NAME = "trainer";

    private record HeldWatermark(Watermark watermark, long stepsBefore) {}

    private final LearnerConfig config;
    private final transient MailboxExecutor mailbox;
    private transient Trainer trainer;
    private transient LayoutState layout;
    private transient ReplyInbox inbox;
    private transient Deque<TrainingExample> restored;
    private transient Deque<HeldWatermark> heldWatermarks;
    private transient SingleObjectCodec<TrainingExample> codec;
    private transient ListState<byte[]> unpushedState;
    private transient ListState<byte[]> unpushedDenseState;
    private transient VocabularyState vocabularyState;
    private transient ListState<Long> refusedState;
    private transient long refused;
    private transient StreamRecord<ServerRequest> requestRecord;
    private transient WorkTimes.Kind learning;
    private transient WorkTimes.Kind sending;
    private transient WorkTimes.Kind waiting;

    TrainerOperator(StreamOperatorParameters<ServerRequest> parameters, LearnerConfig config) {
        super(parameters);
        this.config = config;
        this.mailbox = parameters.getMailboxExecutor();
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        int subtask = getRuntimeContext().getTaskInfo().getIndexOfThisSubtask();
        Recommender model = new Recommender(config.model());
        layout = new LayoutState(context.getOperatorStateStore(), model.tables());
        Routing routing = config.server().routing(layout.change().numbers());
        long epoch = ThreadLocalRandom.current().nextLong();
        trainer =
                new Trainer(config.model(), config.trainer(), routing, subtask, epoch, System::currentTimeMillis, this);
        codec = new SingleObjectCodec<>(TrainingExample.class);
        restored = new ArrayDeque<>();
        heldWatermarks = new ArrayDeque<>();
        requestRecord = new StreamRecord<>(null);
        var operatorState = context.getOperatorStateStore();
        unpushedState = operatorState.getListState(
                new ListStateDescriptor<>("unpushed-examples", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        unpushedDenseState = operatorState.getListState(
                new ListStateDescriptor<>("unpushed-dense", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
        vocabularyState = new VocabularyState(operatorState);
        refusedState = operatorState.getListState(new ListStateDescriptor<>("refused", Long.class));
        for (byte[] example : unpushedState.get()) {
            restored.add(codec.decode(example));
        }
        for (byte[] gradients : unpushedDenseState.get()) {
            trainer.restoreDense(gradients);
        }
        for (long count : refusedState.get()) {
            refused += count;
        }
        boolean rowsGoOn = !layout.change().added().contains(model.itemTable().name());
        vocabularyState.restore(trainer.vocabulary(), rowsGoOn);
    }

    @Override
    public void open() throws Exception {
        super.open();
        WorkTimes times = new WorkTimes(getMetricGroup(), System::nanoTime);
        learning = times.kind("learningTime");
        sending = times.kind("sendingTime");
        waiting = times.kind("waitingTime");
        inbox = ReplyInbox.open(inboxAddress(getRuntimeContext()), () -> mailbox.execute(this::drainInbox, "replies"));
        // Mails come before input, so what was left over is learnt before anything new.
        mailbox.execute(this::learnRestored, "restored examples");
    }

    static ReplyInbox.Address inboxAddress(StreamingRuntimeContext runtimeContext) {
        return new ReplyInbox.Address(
                runtimeContext.getJobInfo().getJobId().toString(),
                NAME,
                runtimeContext.getTaskInfo().getIndexOfThisSubtask());
    }

    @Override
    public void processElement(StreamRecord<TrainingExample> element) throws Exception {
        begin(element.getValue());
    }

    private void learnRestored() throws InterruptedException {
        while (!restored.isEmpty()) {
            begin(restored.poll());
        }
    }

    private void begin(TrainingExample example) throws InterruptedException {
        waitUntil(trainer::hasCredit);
        learning.begin();
        trainer.begin(example);
        learning.end();
    }

    private void drainInbox() {
        learning.begin();
        for (Reply reply = inbox.poll(); reply != null; reply = inbox.poll()) {
            trainer.accept(reply);
        }
        learning.end();
        releaseWatermarks();
    }

    /** The last watermark finishes all steps, so that the next checkpoint has everything that is to be learnt. */
    @Override
    public void processWatermark(Watermark mark) throws InterruptedException {
        heldWatermarks.add(new HeldWatermark(mark, trainer.begun()));
        if (mark.equals(Watermark.MAX_WATERMARK)) {
            drain();
        }
        releaseWatermarks();
    }

    private void releaseWatermarks() {
        while (!heldWatermarks.isEmpty() && heldWatermarks.peek().stepsBefore() <= trainer.finished()) {
            output.emitWatermark(heldWatermarks.poll().watermark());
        }
    }

    @Override
    public void endInput() throws Exception {
        drain();
        releaseWatermarks();
    }

    private void drain() throws InterruptedException {
        waitUntil(trainer::idle);
        trainer.flush();
    }

    /** Takes replies, and whatever else is in the mailbox, until the condition is met. */
    private void waitUntil(BooleanSupplier condition) throws InterruptedException {
        if (condition.getAsBoolean()) {
            return;
        }
        waiting.begin();
        while (!condition.getAsBoolean()) {
            mailbox.yield();
        }
        waiting.end();
    }

    @Override
    public void prepareSnapshotPreBarrier(long checkpointId) {
        CheckpointReport report = CountReport.of(
                checkpointId, NAME, getRuntimeContext().getTaskInfo(), Map.of("examplesRefused", refused));
        output.collect(Learner.REPORTS, new StreamRecord<>(report));
    }

    @Override
    public void snapshotState(StateSnapshotContext context) throws Exception {
        super.snapshotState(context);
        List<byte[]> unpushed = new ArrayList<>();
        for (TrainingExample example : trainer.unpushed()) {
            unpushed.add(codec.encode(example));
        }
        for (TrainingExample example : restored) {
            unpushed.add(codec.encode(example));
        }
        unpushedState.update(unpushed);
        byte[] dense = trainer.unpushedDense();
        unpushedDenseState.update(dense == null ? List.of() : List.of(dense));
        refusedState.update(List.of(refused));
        layout.snapshot();
        vocabularyState.snapshot(trainer.vocabulary());
    }

    @Override
    public void close() throws Exception {
        if (inbox != null) {
            inbox.close();
        }
        super.close();
    }

    @Override
    public void request(ServerRequest request) {
        sending.begin();
        output.collect(requestRecord.replace(request));
        sending.end();
    }

    @Override
    public void judgement(Judgement judgement) {
        output.collect(Learner.JUDGEMENTS, new StreamRecord<>(judgement));
    }

    @Override
    public void half(HalfJudgement half) {
        output.collect(Learner.HALVES, new StreamRecord<>(half));
    }

    @Override
    public void refused(TrainingExample example, String reason, String detail) {
        refused++;
        DeadLetter letter = new DeadLetter(
                "training-examples",
                -1,
                -1L,
                example.getArrival(),
                reason,
                detail,
                null,
                ByteBuffer.wrap(codec.encode(example)));
        output.collect(Learner.REFUSED, new StreamRecord<>(letter));
    }
}
