package io.millrace.benchmarks.peers;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a peer's figures depend on besides the code, a line each. */
final class PeerEnvironment {
    private PeerEnvironment() {}

    /** As the peer lists it. */
    static List<String> of(JsonNode list) {
        List<String> lines = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : list.properties()) {
            if (!entry.getKey().equals("forms")) {
                JsonNode value = entry.getValue();
                lines.add("PyTorch's " + entry.getKey() + ": " + (value.isTextual() ? value.textValue() : value));
            }
        }
        return lines;
    }
}
