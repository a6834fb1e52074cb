package io.millrace.serving.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where an endpoint is.
 *
 * @param method {@code GET} or {@code POST}; a POST has a JSON body
 * @param pattern a path whose segments in braces are variables: {@code /v2/models/{name}}
 * @param open whether it answers without the token and however busy the server is
 */
public record Route(String method, String pattern, boolean open, Endpoint endpoint) {
    /** Answered on the thread that reads: not to be waited for. */
    public static Route get(String pattern, Endpoint endpoint) {
        return new Route("GET", pattern, false, endpoint);
    }

    /** For whoever watches over the process. */
    public static Route open(String pattern, Endpoint endpoint) {
        return new Route("GET", pattern, true, endpoint);
    }

    /** Answered by a worker. */
    public static Route post(String pattern, Endpoint endpoint) {
        return new Route("POST", pattern, false, endpoint);
    }

    boolean hasBody() {
        return method.equals("POST");
    }

    /** The variables' values if the path is this route's. */
    Optional<Map<String, String>> match(String path) {
        List<String> wanted = List.of(pattern.split("/", -1));
        List<String> given = List.of(path.split("/", -1));
        if (wanted.size() != given.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < wanted.size(); i++) {
            String segment = wanted.get(i);
            if (segment.startsWith("{")) {
                variables.put(segment.substring(1, segment.length() - 1), given.get(i));
            } else if (!segment.equals(given.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
