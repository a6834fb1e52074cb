package io.millrace.sequence.emit;

import io.millrace.sequence.history.Slice;
import io.millrace.sequence.label.Mark;
import java.util.List;

/**
 * A part of the history, and what is to be learnt from it.
 *
 * @param slice ends at the newest entry that has a mark
 * @param marks in the order of supervision, all on entries of the slice
 */
public record Cut(Slice slice, List<Mark> marks) {}
