package io.millrace.learner.exchange;

/**
 * A shard's answer to a pull.
 *
 * @param trainer subtask to which it goes
 * @param epoch the attempt that asked
 * @param step the step that asked
 * @param shard subtask of the shard that answers
 * @param weights of the rows asked for, one behind the other in the order of the request, packed as {@link Floats}
 */
public record Reply(int trainer, long epoch, long step, int shard, byte[] weights) {}
