package io.millrace.serving.follow;

import io.millrace.schemas.Manifest;
import io.millrace.serving.version.ServedModel;
import java.util.List;

/**
 * A version came into use.
 *
 * @param version the version
 * @param manifest what it says of itself; read only
 * @param activatedAtMillis when, by the follower's clock
 * @param freshnessMillis for a sample of the events that this version is the first to have learnt, milliseconds from
 *     their arrival to now; empty for one that somebody chose
 */
public record Activation(long version, Manifest manifest, long activatedAtMillis, List<Long> freshnessMillis) {
    static Activation of(ServedModel model) {
        return new Activation(model.version(), model.manifest(), model.activatedAt(), model.freshnessMillis());
    }
}
