package io.millrace.learner.flink;

/** Checkpoints of a kind with which the learner cannot keep its promises; the message says why, and what to set. */
public final class UnsuitableCheckpointsException extends IllegalArgumentException {
    UnsuitableCheckpointsException(String message) {
        super(message);
    }
}
