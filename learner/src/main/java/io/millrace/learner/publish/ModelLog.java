package io.millrace.learner.publish;

import java.io.IOException;
import java.io.Serializable;

/** Where versions are published: the model topic, one partition per key group, records kept in the order appended. */
public interface ModelLog extends AutoCloseable {
    /** Opens the log on the machine that writes. */
    @FunctionalInterface
    interface Factory extends Serializable {
        ModelLog open();
    }

    /** Into how many partitions the key groups are dealt; a lineage relies on its staying so. */
    int partitions();

    /** Appends a row or an end-of-version mark of a key group. */
    void append(int keyGroup, byte[] key, byte[] value);

    /** Appends a manifest. */
    void appendManifest(byte[] key, byte[] value);

    /**
     * Returns when all that was appended is durable.
     *
     * @throws IOException if any of it could not be written
     */
    void flush() throws IOException;

    @Override
    void close();
}
