package io.millrace.learner.exchange;

/**
 * A shard's answer to a pull.
 *
 * @param trainer subtask to which it goes
 * @param epoch the attempt that asked
 * @param step the step that asked
 * @param part which of the step's pulls it answers
 * @param reading when the weights were read
 * @param weights of the rows asked for, one behind the other in the order of the request, packed as {@link Floats}
 */
public record Reply(int trainer, long epoch, long step, int part, Reading reading, byte[] weights) {}
