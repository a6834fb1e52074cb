package io.millrace.serving.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpServerTest {
    private static final HttpLimits LIMITS =
            new HttpLimits(1_000, Duration.ofSeconds(30), Duration.ofSeconds(30), 1, 1, Duration.ofSeconds(60));
    private static final HttpLimits IMPATIENT =
            new HttpLimits(1_000, Duration.ofMillis(300), Duration.ofSeconds(30), 1, 1, Duration.ofSeconds(60));

    private final HttpClient client = HttpClient.newHttpClient();
    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final Semaphore working = new Semaphore(0);
    private HttpServer server;

    @AfterEach
    void stop() {
        release.countDown();
        if (server != null) {
            server.close();
        }
    }

    @Test
    void shouldAnswerAndTellTheLog() throws Exception {
        start(LIMITS, Optional.empty());

        HttpResponse<String> got = send("POST", "/echo/a", BodyPublishers.ofString("{}"), "application/json");
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.body()).isEqualTo("a{}");
        assertThat(got.headers().firstValue("content-type")).contains("text/plain");
        assertThat(send("POST", "/echo/a", BodyPublishers.ofString("{}"), "Application/JSON; charset=utf-8")
                        .statusCode())
                .isEqualTo(200);
        assertThat(log).containsExactly("/echo/{x} 200", "/echo/{x} 200");
    }

    @Test
    void shouldRefuseByTheHeadAlone() throws Exception {
        start(LIMITS, Optional.empty());

        assertRefused(send("GET", "/nowhere", BodyPublishers.noBody(), null), 404, "unknown-path");
        HttpResponse<String> method = send("GET", "/echo/a", BodyPublishers.noBody(), null);
        assertRefused(method, 405, "wrong-method");
        assertThat(method.headers().firstValue("allow")).contains("POST");
        assertRefused(send("POST", "/echo/a", BodyPublishers.ofString("{}"), null), 415, "wrong-content-type");
        assertRefused(send("POST", "/echo/a", BodyPublishers.ofString("{}"), "text/json"), 415, "wrong-content-type");
        assertThat(log).contains("none 404", "none 405", "/echo/{x} 415");
    }

    @Test
    void shouldRefuseBodiesThatAreTooLargeWhetherTheySaySoOrNot() throws Exception {
        start(LIMITS, Optional.empty());
        BodyPublisher declared = BodyPublishers.ofByteArray(new byte[1_001]);
        BodyPublisher chunked = BodyPublishers.fromPublisher(declared);

        assertRefused(send("POST", "/echo/a", declared, "application/json"), 413, "too-large");
        assertRefused(send("POST", "/echo/a", chunked, "application/json"), 413, "too-large");
        assertThat(send("POST", "/echo/a", BodyPublishers.ofByteArray(new byte[1_000]), "application/json")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void shouldBeHeardByWhoeverIsStillSendingWhatIsTooLarge() throws Exception {
        start(LIMITS, Optional.empty());
        String chunk = "3e9\r\n" + "x".repeat(1_001) + "\r\n";
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            OutputStream out = socket.getOutputStream();
            String head = "POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n";
            out.write((head + chunk).getBytes(StandardCharsets.US_ASCII));
            await().until(() -> log.contains("/echo/{x} 413"));
            out.write(chunk.getBytes(StandardCharsets.US_ASCII));
            out.write(chunk.getBytes(StandardCharsets.US_ASCII));
            byte[] answer = socket.getInputStream().readNBytes(12);
            assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void shouldNotWaitForABodyThatDoesNotCome() throws Exception {
        start(IMPATIENT, Optional.empty());

        String answer = raw("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Content-Length: 10\r\n\r\n{");

        assertThat(answer).startsWith("HTTP/1.1 408 ").contains("\"code\":\"too-slow\"");
    }

    @Test
    void shouldAskForABodyThatWaitsToBeAskedFor() throws Exception {
        start(IMPATIENT, Optional.empty());

        String answer = raw("POST /echo/a HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");

        assertThat(answer).startsWith("HTTP/1.1 100 Continue");
    }

    @Test
    void shouldCloseOnAHeadThatDoesNotCome() throws Exception {
        start(IMPATIENT, Optional.empty());

        assertThat(raw("POST /echo/a HT")).isEmpty();
    }

    @Test
    void shouldWantTheTokenExceptOfWhoeverWatchesOverTheProcess() throws Exception {
        start(LIMITS, Optional.of(new BearerToken("s3cret")));

        HttpResponse<String> without = send("POST", "/echo/a", BodyPublishers.ofString("{}"), "application/json");
        assertRefused(without, 401, "unauthorised");
        assertThat(without.headers().firstValue("www-authenticate")).contains("Bearer");
        assertThat(send("GET", "/open", BodyPublishers.noBody(), null).statusCode())
                .isEqualTo(200);
        HttpRequest with = HttpRequest.newBuilder(uri("/echo/a"))
                .header("Authorization", "Bearer s3cret")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        assertThat(client.send(with, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }

    @Test
    void shouldSendAwayWhomItCannotServeSoonButStayHealthy() throws Exception {
        start(LIMITS, Optional.empty());
        CompletableFuture<HttpResponse<String>> first = hold("/hold");
        working.acquire();
        CompletableFuture<HttpResponse<String>> waiting = hold("/hold");

        // The second may still be on its way in: whichever comes third is sent away.
        CompletableFuture<HttpResponse<String>> third = hold("/hold");
        HttpResponse<String> away =
                waiting.applyToEither(third, response -> response).get();
        assertRefused(away, 503, "busy");
        assertThat(away.headers().firstValue("retry-after")).contains("1");
        assertThat(send("GET", "/open", BodyPublishers.noBody(), null).statusCode())
                .isEqualTo(200);
        release.countDown();
        assertThat(first.get().statusCode()).isEqualTo(200);
        CompletableFuture.allOf(waiting, third).get();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> send("POST", "/echo/a", BodyPublishers.ofString("{}"), "application/json")
                                .statusCode()
                        == 200);
    }

    @Test
    void shouldComputeWhileOthersWait() throws Exception {
        start(LIMITS, Optional.empty());
        CompletableFuture<HttpResponse<String>> first = hold("/wait");
        CompletableFuture<HttpResponse<String>> second = hold("/wait");
        working.acquire(2);

        assertThat(send("POST", "/echo/a", BodyPublishers.ofString("{}"), "application/json")
                        .statusCode())
                .isEqualTo(200);
        release.countDown();
        assertThat(first.get().statusCode()).isEqualTo(200);
        assertThat(second.get().statusCode()).isEqualTo(200);
    }

    @Test
    void shouldNotWorkOnWhatNobodyWaitsForAnyLonger() throws Exception {
        start(
                new HttpLimits(1_000, Duration.ofSeconds(5), Duration.ofSeconds(30), 1, 8, Duration.ofNanos(1)),
                Optional.empty());

        assertRefused(send("POST", "/echo/a", BodyPublishers.ofString("{}"), "application/json"), 503, "busy");
    }

    @Test
    void shouldSayLittleOfItsOwnFailures() throws Exception {
        start(LIMITS, Optional.empty());

        HttpResponse<String> failed = send("POST", "/fail", BodyPublishers.ofString("{}"), "application/json");
        assertRefused(failed, 500, "internal");
        assertThat(failed.body()).doesNotContain("secret reason");
    }

    private void start(HttpLimits limits, Optional<BearerToken> token) {
        List<Route> routes = List.of(
                Route.post(
                        "/echo/{x}",
                        request -> new Response(
                                200,
                                "text/plain",
                                (request.path().get("x") + new String(request.body(), StandardCharsets.UTF_8))
                                        .getBytes(StandardCharsets.UTF_8),
                                Map.of())),
                Route.post("/hold", this::held),
                Route.waiting("/wait", this::held),
                Route.post("/fail", request -> {
                    throw new IllegalStateException("secret reason");
                }),
                Route.open("/open", request -> new Response(200, "text/plain", new byte[0], Map.of())));
        server = new HttpServer(
                        new InetSocketAddress("127.0.0.1", 0),
                        routes,
                        token,
                        limits,
                        (route, status, seconds) -> log.add(route + " " + status))
                .start();
    }

    private Response held(Request request) {
        working.release();
        try {
            release.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return new Response(200, "text/plain", new byte[0], Map.of());
    }

    private CompletableFuture<HttpResponse<String>> hold(String path) {
        return client.sendAsync(
                HttpRequest.newBuilder(uri(path))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString("{}"))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body, String type)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).method(method, body);
        if (type != null) {
            request.header("Content-Type", type);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** What the server says to these bytes until it closes. */
    private String raw(String bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.address().getPort())) {
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.address().getPort() + path);
    }

    private static void assertRefused(HttpResponse<String> response, int status, String code) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("\"code\":\"" + code + "\"").contains("\"error\":");
    }
}
