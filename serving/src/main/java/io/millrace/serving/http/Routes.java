package io.millrace.serving.http;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Which endpoint is meant. */
final class Routes {
    /**
     * @param route the endpoint's
     * @param path the variables' values
     */
    record Match(Route route, Map<String, String> path) {}

    private final List<Route> routes;

    Routes(List<Route> routes) {
        this.routes = List.copyOf(routes);
    }

    /** @throws Refusal if there is no such path, or it does not take the method */
    Match find(String method, String path) {
        TreeSet<String> allowed = new TreeSet<>();
        for (Route route : routes) {
            Optional<Map<String, String>> variables = route.match(path);
            if (variables.isPresent() && route.method().equals(method)) {
                return new Match(route, variables.get());
            }
            if (variables.isPresent()) {
                allowed.add(route.method());
            }
        }
        if (allowed.isEmpty()) {
            throw Refusal.unknown("unknown-path", "there is nothing at this path");
        }
        String methods = String.join(", ", allowed);
        throw Refusal.of(405, "wrong-method", "this path takes " + methods, "Allow", methods);
    }
}
