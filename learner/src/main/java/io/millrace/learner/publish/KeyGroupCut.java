package io.millrace.learner.publish;

import io.millrace.schemas.EndOfVersion;
import io.millrace.schemas.codec.ModelRecord;
import io.millrace.schemas.codec.ModelRecordCodec;
import io.millrace.schemas.codec.UndecodableException;

/**
 * One key group's part of one version, encoded for the model topic: its changed rows and, last, its end-of-version mark.
 *
 * @param version the checkpoint at whose barrier it was cut
 * @param keyGroup the key group
 * @param keys record keys, in the order of publication
 * @param values record values, in the order of publication
 */
public record KeyGroupCut(long version, int keyGroup, byte[][] keys, byte[][] values) {
    /** The end-of-version mark. */
    public EndOfVersion mark(ModelRecordCodec codec) {
        try {
            int last = keys.length - 1;
            return ((ModelRecord.GroupEnd) codec.decode(keys[last], values[last])).mark();
        } catch (UndecodableException e) {
            throw new IllegalStateException("a cut that does not end with a mark", e);
        }
    }
}
