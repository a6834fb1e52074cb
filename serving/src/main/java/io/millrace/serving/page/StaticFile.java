package io.millrace.serving.page;

import io.millrace.serving.http.Endpoint;
import io.millrace.serving.http.Request;
import io.millrace.serving.http.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** One file of the class path, read at the start, with what a browser must know of it. */
final class StaticFile implements Endpoint {
    /** Everything is ours: a browser is to load nothing from elsewhere, and to run nothing that is written in the page. */
    private static final Map<String, String> HEADERS = Map.of(
            "Content-Security-Policy",
            "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer");

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml");

    private final Response response;

    /**
     * @param resource its name on the class path
     * @param caching how long a browser may keep it
     * @throws IllegalStateException if there is no such file
     */
    StaticFile(String resource, String caching) {
        Map<String, String> headers = new HashMap<>(HEADERS);
        headers.put("Cache-Control", caching);
        String type = TYPES.get(resource.substring(resource.lastIndexOf('.') + 1));
        this.response = new Response(200, type, read(resource), Map.copyOf(headers));
    }

    @Override
    public Response answer(Request request) {
        return response;
    }

    private static byte[] read(String resource) {
        try (InputStream file = StaticFile.class.getResourceAsStream(resource)) {
            if (file == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
