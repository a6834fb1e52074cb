package io.millrace.serving.http;

import java.util.Map;

/**
 * What an endpoint is asked.
 *
 * @param path values of the route's variables, by name
 * @param body empty if there was none
 */
public record Request(Map<String, String> path, byte[] body) {}
