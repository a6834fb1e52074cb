package io.millrace.learner.flink;

import io.millrace.learner.exchange.Reply;
import io.millrace.learner.exchange.ReplyInbox;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** The end of the loop: hands replies to the trainer in the same slot. Never blocks, or the loop would. */
final class TailOperator extends AbstractStreamOperator<Void> implements OneInputStreamOperator<Reply, Void> {
    private transient ReplyInbox.Address trainer;

    @Override
    public void open() throws Exception {
        super.open();
        trainer = TrainerOperator.inboxAddress(getRuntimeContext());
    }

    @Override
    public void processElement(StreamRecord<Reply> element) {
        ReplyInbox.deliver(trainer, element.getValue());
    }
}
