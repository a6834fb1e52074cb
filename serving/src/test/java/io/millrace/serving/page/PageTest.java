package io.millrace.serving.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.serving.http.BearerToken;
import io.millrace.serving.http.HttpLimits;
import io.millrace.serving.http.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PageTest {
    private static final Pattern REFERENCE = Pattern.compile("(?:href|src)=\"([^\"]+)\"|from \"\\.([^\"]+)\"");

    private final HttpClient client = HttpClient.newHttpClient();
    private final HttpServer server = new HttpServer(
                    new InetSocketAddress("127.0.0.1", 0),
                    Page.routes(),
                    Optional.of(new BearerToken("s3cret")),
                    HttpLimits.defaults(),
                    (route, status, seconds) -> {})
            .start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldServeEveryFileThatThePageNeedsWithItsTypeAndNoToken() throws Exception {
        Map<String, String> types = Map.of(
                "css", "text/css; charset=utf-8", "js", "text/javascript; charset=utf-8", "svg", "image/svg+xml");
        HttpResponse<String> page = get("/");
        assertThat(page.headers().firstValue("content-type")).contains("text/html; charset=utf-8");
        assertThat(page.headers().firstValue("content-security-policy").orElseThrow())
                .startsWith("default-src 'self'");
        StringBuilder everything = new StringBuilder(page.body());
        for (String script : new String[] {"page", "api", "charts", "figures", "format", "user", "versions"}) {
            everything.append(get("/page/" + script + ".js").body());
        }

        Matcher reference = REFERENCE.matcher(everything);
        int found = 0;
        while (reference.find()) {
            String path = reference.group(1) == null ? "/page" + reference.group(2) : reference.group(1);
            HttpResponse<String> file = get(path);
            assertThat(file.statusCode()).as(path).isEqualTo(200);
            assertThat(file.body()).as(path).isNotEmpty();
            assertThat(file.headers().firstValue("content-type"))
                    .as(path)
                    .contains(types.get(path.substring(path.lastIndexOf('.') + 1)));
            assertThat(file.headers().firstValue("x-content-type-options")).contains("nosniff");
            found++;
        }
        assertThat(found).isGreaterThan(10);
    }

    @Test
    void shouldLetBrowsersKeepWhatNeverChangesAndAskForTheRest() throws Exception {
        assertThat(get("/page/page.js").headers().firstValue("cache-control")).contains("no-cache");
        assertThat(get("/page/uplot/1.6.30/dist/uPlot.esm.js").headers().firstValue("cache-control"))
                .contains("public, max-age=31536000, immutable");
    }

    @Test
    void shouldServeNothingElse() throws Exception {
        for (String path : new String[] {
            "/page/",
            "/page/package-info.class",
            "/page/../page/page.js",
            "/page/..%2f..%2flog4j2.properties",
            "/page/%2e%2e/%2e%2e/log4j2.properties",
            "/page/uplot/1.6.30/package.json",
            "//page/page.js",
            "/page/page.js%00.html"
        }) {
            assertThat(raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
                    .as(path)
                    .startsWith("HTTP/1.1 404 ");
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.address().getPort() + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    /** As no client would send it. */
    private String raw(String bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
