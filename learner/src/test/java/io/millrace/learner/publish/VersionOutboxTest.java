package io.millrace.learner.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class VersionOutboxTest {
    private final InMemoryModelLog log = new InMemoryModelLog();
    private final VersionOutbox outbox = new VersionOutbox();

    private static KeyGroupCut cut(long version, int keyGroup) {
        byte[][] one = {{(byte) version, (byte) keyGroup}};
        return new KeyGroupCut(version, keyGroup, one, one);
    }

    @Test
    void shouldHoldAVersionUntilItsCheckpointIsComplete() throws IOException {
        outbox.add(cut(5, 0));
        outbox.send(4, log);
        assertThat(log.records()).isEmpty();
        outbox.send(5, log);
        assertThat(log.records()).hasSize(1);
        assertThat(outbox.waiting()).isEmpty();
    }

    @Test
    void shouldSendAnAbortedVersionWithTheNextCompleteOneInOrder() throws IOException {
        outbox.add(cut(5, 0));
        outbox.add(cut(6, 0));
        outbox.add(cut(7, 0));
        outbox.send(6, log);
        assertThat(log.records()).extracting(record -> record.key()[0]).containsExactly((byte) 5, (byte) 6);
        assertThat(outbox.waiting()).extracting(KeyGroupCut::version).containsExactly(7L);
    }

    /** Whether all shards have cut the aborted one is not known: a part of it would spoil the last good version. */
    @Test
    void shouldSendNoAbortedVersionWhileThoseAfterItAreHeld() throws IOException {
        outbox.add(cut(5, 0));
        outbox.send(6, log);
        assertThat(log.records()).isEmpty();
        outbox.add(cut(8, 0));
        outbox.send(7, log);
        assertThat(log.records()).isEmpty();
        outbox.send(8, log);
        assertThat(log.records()).extracting(record -> record.key()[0]).containsExactly((byte) 5, (byte) 8);
    }

    @Test
    void shouldRestoreWhatWaitsOfTheShardsOwnKeyGroupsInOrder() throws IOException {
        outbox.restore(List.of(cut(5, 0), cut(5, 3), cut(6, 0), cut(6, 3)), keyGroup -> keyGroup >= 2);
        outbox.send(6, log);
        assertThat(log.records())
                .extracting(InMemoryModelLog.Entry::key)
                .containsExactly(new byte[] {5, 3}, new byte[] {6, 3});
    }

    @Test
    void shouldKeepWhatCouldNotBeMadeDurable() {
        outbox.add(cut(5, 0));
        log.failNextFlush();
        assertThatThrownBy(() -> outbox.send(5, log)).isInstanceOf(IOException.class);
        assertThat(outbox.waiting()).hasSize(1);
    }
}
