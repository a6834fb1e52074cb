package io.millrace.learner.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ReplyInboxTest {
    private final ReplyInbox.Address address = new ReplyInbox.Address("job", "trainer", 0);
    private final Reply reply = new Reply(0, 1, 2, 0, Reading.NONE, new byte[] {3});

    @Test
    void shouldDeliverInOrderAndWakeTheTrainer() {
        AtomicInteger wakeUps = new AtomicInteger();
        ReplyInbox inbox = ReplyInbox.open(address, wakeUps::incrementAndGet);
        Reply second = new Reply(0, 1, 3, 0, Reading.NONE, new byte[0]);
        ReplyInbox.deliver(address, reply);
        ReplyInbox.deliver(address, second);
        assertThat(wakeUps).hasValue(2);
        assertThat(inbox.poll()).isSameAs(reply);
        assertThat(inbox.poll()).isSameAs(second);
        assertThat(inbox.poll()).isNull();
        inbox.close();
    }

    @Test
    void shouldDropAReplyForWhichNobodyWaits() {
        int open = ReplyInbox.openInboxes();
        ReplyInbox.deliver(new ReplyInbox.Address("another job", "trainer", 0), reply);
        assertThat(ReplyInbox.openInboxes()).isEqualTo(open);
    }

    @Test
    void shouldLeaveALaterInboxOpenWhenAnEarlierOneCloses() {
        int open = ReplyInbox.openInboxes();
        ReplyInbox earlier = ReplyInbox.open(address, () -> {});
        ReplyInbox later = ReplyInbox.open(address, () -> {});
        earlier.close();
        ReplyInbox.deliver(address, reply);
        assertThat(later.poll()).isSameAs(reply);
        later.close();
        assertThat(ReplyInbox.openInboxes()).isEqualTo(open);
    }
}
