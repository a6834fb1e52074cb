package io.millrace.serving.users;

import io.millrace.schemas.AuxiliaryChange;
import io.millrace.schemas.Interaction;
import java.util.List;

/**
 * What is known of a user who asks.
 *
 * @param statics hashes of the static facts
 * @param interactions oldest first
 * @param auxiliary changes of slow attributes, oldest first
 */
public record UserSequence(List<Long> statics, List<Interaction> interactions, List<AuxiliaryChange> auxiliary) {
    /** Of somebody of whom nothing is known. */
    public static final UserSequence EMPTY = new UserSequence(List.of(), List.of(), List.of());
}
