package io.millrace.learner;

import java.io.Serializable;

/**
 * Of which lineage the versions are.
 *
 * @param ofBirth the lineage of a model that starts afresh; a restored one keeps its own
 * @param rollback names the last rollback, empty if there was none or it is long past: a model that is restored from before
 *     it knew the name begins a lineage that follows from the name and the one it had, and publishes every row again
 */
public record LineageConfig(long ofBirth, String rollback) implements Serializable {
    /** Before any rollback. */
    public static LineageConfig of(long ofBirth) {
        return new LineageConfig(ofBirth, "");
    }
}
