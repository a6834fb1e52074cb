package io.millrace.sequence.flink;

import io.millrace.schemas.CheckpointReport;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Erased;
import io.millrace.schemas.TrainingExample;
import org.apache.flink.streaming.api.datastream.DataStream;

/**
 * What comes out of the sequence builder.
 *
 * @param examples what is to be learnt, each user's in order
 * @param deadLetters records that could not be used, once a complete checkpoint covers them; after a restart some again
 * @param erasures what was removed of users on request, at once; after a restart some again, with the same event id
 * @param reports one from every subtask of {@code intake} and {@code sequence} at every checkpoint; they leave in front of
 *     its barrier
 */
public record SequenceStreams(
        DataStream<TrainingExample> examples,
        DataStream<DeadLetter> deadLetters,
        DataStream<Erased> erasures,
        DataStream<CheckpointReport> reports) {}
