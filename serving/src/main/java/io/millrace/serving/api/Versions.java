package io.millrace.serving.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.serving.http.Refusal;
import io.millrace.serving.version.ServedModel;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The version that answers, and what every answer says of it.
 *
 * @param current the version in use, empty until the first is verified
 * @param warm whether requests have passed through the code often enough to be fast
 * @param clock tells how old a version is
 */
public record Versions(Supplier<Optional<ServedModel>> current, BooleanSupplier warm, InstantSource clock) {
    /** @throws Refusal if there is none yet */
    ServedModel require() {
        return current.get().orElseThrow(() -> Refusal.later("not-ready", "no version of the model is verified yet"));
    }

    boolean isReady() {
        return warm.getAsBoolean() && current.get().isPresent();
    }

    /** The beginning of an answer: which version gives it, and how old that is. */
    ObjectNode answer(ServedModel model) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.put("version", model.version());
        answer.put("lineage", Long.toString(model.lineage()));
        answer.put("staleness_ms", model.ageMillis(clock.millis()));
        return answer;
    }
}
