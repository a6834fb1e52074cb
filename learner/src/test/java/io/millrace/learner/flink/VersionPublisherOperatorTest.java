package io.millrace.learner.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.learner.publish.InMemoryModelLog;
import io.millrace.learner.publish.KeyGroupCut;
import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.execution.SuppressRestartsException;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class VersionPublisherOperatorTest {
    private static final int KEY_GROUPS = 4;

    private final ModelRecordCodec codec = new ModelRecordCodec();

    /** An aborted version leaves with the next one: two of a key group are in the checkpoint. */
    @Test
    void shouldSendTheVersionsOfAKeyGroupInOrderFromOneSubtaskAfterRescaling() throws Exception {
        OneInputStreamOperatorTestHarness<KeyGroupCut, EndOfVersion> before = publisher("rescaled-before", 1, 0);
        before.open();
        for (long version = 5; version <= 6; version++) {
            for (int keyGroup = 0; keyGroup < KEY_GROUPS; keyGroup++) {
                before.processElement(cut(version, keyGroup), 0);
            }
        }
        OperatorSubtaskState state = before.snapshot(6, 0);
        before.close();
        List<String> sent = new ArrayList<>();
        for (int subtask = 0; subtask < 3; subtask++) {
            String log = "rescaled-" + subtask;
            OneInputStreamOperatorTestHarness<KeyGroupCut, EndOfVersion> after = publisher(log, 3, subtask);
            after.setRestoredCheckpointId(6);
            after.initializeState(
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(state, KEY_GROUPS, 1, 3, subtask));
            after.open();
            after.close();
            sent.addAll(versions(log));
        }
        assertThat(sent).containsExactlyInAnyOrder("0: [5, 6]", "1: [5, 6]", "2: [5, 6]", "3: [5, 6]");
    }

    @Test
    void shouldSendWhatWaitedInTheStateOfAnEarlierRelease() throws Exception {
        var before = new OneInputStreamOperatorTestHarness<>(new EarlierPublisher(), KEY_GROUPS, 1, 0);
        before.open();
        before.processElement(cut(5, 1), 0);
        OperatorSubtaskState state = before.snapshot(5, 0);
        before.close();
        for (String log : List.of("from-earlier", "once-more")) {
            // It did not say that the model had been rolled back long before.
            var after = publisher("long ago", log, 1, 0);
            after.setRestoredCheckpointId(5);
            after.initializeState(state);
            after.open();
            state = after.snapshot(6, 0);
            after.close();
        }
        assertThat(versions("from-earlier")).containsExactly("1: [5]");
        assertThat(versions("once-more")).as("was sent before the snapshot").isEmpty();
    }

    /** A restore sends again what may have got lost, and would send it into the wrong partitions. */
    @Test
    void shouldSendNothingToATopicOfAnotherNumberOfPartitions() throws Exception {
        InMemoryModelLog.named("four").repartition(4);
        OneInputStreamOperatorTestHarness<KeyGroupCut, EndOfVersion> before = publisher("four", 1, 0);
        before.open();
        before.processElement(cut(5, 1), 0);
        OperatorSubtaskState state = before.snapshot(5, 0);
        before.close();
        InMemoryModelLog.named("six").repartition(6);
        for (int subtask = 0; subtask < 2; subtask++) {
            OneInputStreamOperatorTestHarness<KeyGroupCut, EndOfVersion> after = publisher("six", 2, subtask);
            after.setRestoredCheckpointId(5);
            after.initializeState(
                    AbstractStreamOperatorTestHarness.repartitionOperatorState(state, KEY_GROUPS, 1, 2, subtask));
            assertThatThrownBy(after::open)
                    .isInstanceOf(SuppressRestartsException.class)
                    .cause()
                    .hasMessageStartingWith("the model topic has 6 partitions");
            after.close();
        }
        assertThat(InMemoryModelLog.named("six").records()).isEmpty();
    }

    /** Newer rows of that lineage are on the topic, and are all that followers have until the next lineage is out. */
    @Test
    void shouldSendNothingAgainAfterARollback() throws Exception {
        OneInputStreamOperatorTestHarness<KeyGroupCut, EndOfVersion> before = publisher("given-up", 1, 0);
        before.open();
        before.processElement(cut(5, 1), 0);
        OperatorSubtaskState state = before.snapshot(5, 0);
        before.close();
        OneInputStreamOperatorTestHarness<KeyGroupCut, EndOfVersion> after = publisher("to 5", "rolled-back", 1, 0);
        after.setRestoredCheckpointId(5);
        after.initializeState(state);
        after.open();
        after.processElement(cut(6, 1), 0);
        OperatorSubtaskState next = after.snapshot(6, 0);
        after.close();
        assertThat(versions("rolled-back")).isEmpty();
        OneInputStreamOperatorTestHarness<KeyGroupCut, EndOfVersion> restarted = publisher("to 5", "restarted", 1, 0);
        restarted.setRestoredCheckpointId(6);
        restarted.initializeState(next);
        restarted.open();
        restarted.close();
        assertThat(versions("restarted")).containsExactly("1: [6]");
    }

    /** Keeps what it is given in the state that was before. */
    private static final class EarlierPublisher extends AbstractStreamOperator<EndOfVersion>
            implements OneInputStreamOperator<KeyGroupCut, EndOfVersion> {
        private transient ListState<KeyGroupCut> outbox;

        @Override
        public void initializeState(StateInitializationContext context) throws Exception {
            super.initializeState(context);
            outbox = context.getOperatorStateStore()
                    .getListState(new ListStateDescriptor<>("outbox", TypeInformation.of(KeyGroupCut.class)));
        }

        @Override
        public void processElement(StreamRecord<KeyGroupCut> element) throws Exception {
            outbox.add(element.getValue());
        }
    }

    private static OneInputStreamOperatorTestHarness<KeyGroupCut, EndOfVersion> publisher(
            String log, int parallelism, int subtask) throws Exception {
        return publisher("", log, parallelism, subtask);
    }

    private static OneInputStreamOperatorTestHarness<KeyGroupCut, EndOfVersion> publisher(
            String rollback, String log, int parallelism, int subtask) throws Exception {
        return new OneInputStreamOperatorTestHarness<>(
                new VersionPublisherOperator(rollback, KEY_GROUPS, () -> InMemoryModelLog.named(log)),
                KEY_GROUPS,
                parallelism,
                subtask);
    }

    private KeyGroupCut cut(long version, int keyGroup) {
        ModelRecordCodec.Encoded mark = codec.endOfVersion(new EndOfVersion(1L, version, keyGroup, 0L, 0L, 0L, 0L));
        return new KeyGroupCut(version, keyGroup, new byte[][] {mark.key()}, new byte[][] {mark.value()});
    }

    /** What one subtask has sent, by key group. */
    private List<String> versions(String log) throws Exception {
        List<EndOfVersion> marks = new ArrayList<>();
        for (InMemoryModelLog.Entry entry : InMemoryModelLog.named(log).records()) {
            marks.add(((ModelRecord.GroupEnd) codec.decode(entry.key(), entry.value())).mark());
        }
        return marks.stream()
                .map(EndOfVersion::getKeyGroup)
                .distinct()
                .map(keyGroup -> keyGroup + ": "
                        + marks.stream()
                                .filter(mark -> mark.getKeyGroup() == keyGroup)
                                .map(EndOfVersion::getVersion)
                                .toList())
                .toList();
    }
}
