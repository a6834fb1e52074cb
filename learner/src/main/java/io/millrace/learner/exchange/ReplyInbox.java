package io.millrace.learner.exchange;

import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;

/**
 * The last hop of a reply: from the tail's thread to its trainer's, within the JVM that co-location puts both in.
 *
 * <p>Relies on: tail and trainer of one subtask are in one slot (a co-location group), and on the trainer opening its
 * inbox before it sends a request, so that no reply finds it closed.
 */
public final class ReplyInbox {
    /** The address of an inbox. */
    public record Address(String job, String trainer, int subtask) {}

    // The only thing shared between operators: an address book of queues. It holds no model.
    private static final ConcurrentMap<Address, ReplyInbox> OPEN = new ConcurrentHashMap<>();

    private final Address address;
    private final Runnable wakeUp;
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();

    private ReplyInbox(Address address, Runnable wakeUp) {
        this.address = address;
        this.wakeUp = wakeUp;
    }

    /**
     * Opens the inbox at an address, in place of one that a failed attempt may have left.
     *
     * @param wakeUp called on the tail's thread after each delivery
     */
    public static ReplyInbox open(Address address, Runnable wakeUp) {
        ReplyInbox inbox = new ReplyInbox(address, wakeUp);
        OPEN.put(address, inbox);
        return inbox;
    }

    /** Delivers a reply; one for which nobody is waiting any more is dropped, a reply being a mere read. */
    public static void deliver(Address address, Reply reply) {
        ReplyInbox inbox = OPEN.get(address);
        if (inbox != null) {
            inbox.replies.add(reply);
            inbox.wakeUp.run();
        }
    }

    /** The next reply, or null. */
    public Reply poll() {
        return replies.poll();
    }

    /** Closes this inbox; one opened later at the same address stays open. */
    public void close() {
        OPEN.remove(address, this);
    }

    /** Number of open inboxes in this JVM. */
    public static int openInboxes() {
        return OPEN.size();
    }
}
