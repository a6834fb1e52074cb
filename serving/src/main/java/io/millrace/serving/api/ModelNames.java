package io.millrace.serving.api;

import io.millrace.serving.http.Refusal;
import io.millrace.serving.version.ServedModel;
import java.util.Map;

/**
 * Which model a path of the inference protocol means: there is one, and of it the version in use.
 *
 * @param name the model's
 */
public record ModelNames(String name) {
    /** @throws Refusal if the path's {@code name} is another, or its {@code version}, if it has one, is not the one in use */
    ServedModel require(Map<String, String> path, Versions versions) {
        if (!name.equals(path.get("name"))) {
            throw Refusal.unknown("unknown-model", "there is no such model, only " + name);
        }
        ServedModel model = versions.require();
        String version = path.get("version");
        if (version != null && !version.equals(Long.toString(model.version()))) {
            throw Refusal.unknown(
                    "unknown-version", "that version is not served; the one in use is " + model.version());
        }
        return model;
    }
}
