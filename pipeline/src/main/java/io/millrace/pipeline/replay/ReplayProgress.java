package io.millrace.pipeline.replay;

import java.util.OptionalLong;

/**
 * How far a replay has come.
 *
 * @param produced events that the broker has acknowledged
 * @param skipped events that were on the topic before the replay began
 * @param badLines lines of the source that are no events
 * @param total events of the source; empty if it goes on for ever
 * @param eventTime time of the youngest event sent or skipped, milliseconds; {@link Long#MIN_VALUE} before the first
 * @param finished whether the replay has ended, whatever the reason
 */
public record ReplayProgress(
        long produced, long skipped, long badLines, OptionalLong total, long eventTime, boolean finished) {}
