package io.millrace.learner.exchange;

/**
 * Whose request it is.
 *
 * @param trainer subtask index
 * @param epoch the trainer's attempt
 * @param step the trainer's step
 */
public record Ticket(int trainer, long epoch, long step) {}
