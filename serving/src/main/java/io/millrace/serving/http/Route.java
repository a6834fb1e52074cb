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
 * @param kind who answers
 */
public record Route(String method, String pattern, Kind kind, Endpoint endpoint) {
    /** On which thread an endpoint answers, and to whom. */
    enum Kind {
        /** On the thread that reads, however busy the server is, and without the token. */
        OPEN,
        /** On the thread that reads: it must be quick. */
        QUICK,
        /** On a worker: it computes. */
        WORK,
        /** On a thread that may wait for others, and keeps no worker from computing. */
        WAIT
    }

    /** Answered on the thread that reads. */
    public static Route get(String pattern, Endpoint endpoint) {
        return new Route("GET", pattern, Kind.QUICK, endpoint);
    }

    /** Answered on the thread that reads, once the body is there. */
    public static Route command(String pattern, Endpoint endpoint) {
        return new Route("POST", pattern, Kind.QUICK, endpoint);
    }

    /** For whoever watches over the process. */
    public static Route open(String pattern, Endpoint endpoint) {
        return new Route("GET", pattern, Kind.OPEN, endpoint);
    }

    /** Answered by a worker. */
    public static Route post(String pattern, Endpoint endpoint) {
        return new Route("POST", pattern, Kind.WORK, endpoint);
    }

    /** Answered when somebody else has answered. */
    public static Route waiting(String pattern, Endpoint endpoint) {
        return new Route("POST", pattern, Kind.WAIT, endpoint);
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
