package io.millrace.learner.flink;

import java.io.Serializable;
import org.apache.flink.streaming.api.operators.AbstractStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamOperator;
import org.apache.flink.streaming.api.operators.StreamOperatorParameters;

/** Makes operators that need their task's mailbox, which Flink hands out only to factories. */
final class MailboxOperatorFactory<IN, OUT> extends AbstractStreamOperatorFactory<OUT>
        implements OneInputStreamOperatorFactory<IN, OUT> {
    /** Creates the operator on its task. */
    @FunctionalInterface
    interface Creator<IN, OUT> extends Serializable {
        OneInputStreamOperator<IN, OUT> create(StreamOperatorParameters<OUT> parameters);
    }

    private final Creator<IN, OUT> creator;
    private final Class<? extends StreamOperator<OUT>> operatorClass;

    MailboxOperatorFactory(Class<? extends StreamOperator<OUT>> operatorClass, Creator<IN, OUT> creator) {
        this.operatorClass = operatorClass;
        this.creator = creator;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends StreamOperator<OUT>> T createStreamOperator(StreamOperatorParameters<OUT> parameters) {
        return (T) creator.create(parameters);
    }

    @Override
    @SuppressWarnings("rawtypes")
    public Class<? extends StreamOperator> getStreamOperatorClass(ClassLoader classLoader) {
        return operatorClass;
    }
}
