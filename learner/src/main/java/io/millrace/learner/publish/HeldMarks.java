package io.millrace.learner.publish;

import io.millrace.learner.server.Ledger;
import io.millrace.learner.server.RowKey;
import io.millrace.learner.server.VersionSink;
import io.millrace.schemas.EndOfVersion;
import java.util.function.Consumer;

/** Marks of a held version, for its manifest alone: there are no rows for the model topic. */
public record HeldMarks(long lineage, long version, Consumer<EndOfVersion> marks) implements VersionSink {
    @Override
    public void row(int keyGroup, RowKey key, float[] weights, int width) {
        throw new IllegalStateException("a row of a version that is held");
    }

    @Override
    public void tombstone(int keyGroup, RowKey key) {
        throw new IllegalStateException("the end of a row in a version that is held");
    }

    @Override
    public void endOfKeyGroup(int keyGroup, Ledger ledger) {
        marks.accept(ledger.mark(lineage, version, keyGroup));
    }
}
