package io.millrace.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * One way in which a peer does the same work.
 *
 * @param name for people, and for the peer's command line
 * @param compiled whether by PyTorch's compiler
 * @param padded whether every sequence of a batch is filled up to one length
 */
record Form(String name, boolean compiled, boolean padded) {
    /** The forms of a peer's list. */
    static List<Form> of(JsonNode list) {
        List<Form> forms = new ArrayList<>();
        for (JsonNode form : list.required("forms")) {
            forms.add(new Form(
                    form.required("name").textValue(),
                    form.required("compiled").booleanValue(),
                    form.required("padded").booleanValue()));
        }
        return forms;
    }
}
