package io.millrace.pipeline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** One tab of a headless Chromium, spoken to over its DevTools protocol. */
final class Browser implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger calls = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final Queue<String> complaints = new ConcurrentLinkedQueue<>();

    private Browser(Process process, URI tab, HttpClient client) {
        this.process = process;
        this.socket =
                client.newWebSocketBuilder().buildAsync(tab, new Listener()).join();
    }

    /** Where Chromium is on this machine, if it is. */
    static Optional<Path> installed() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** @param profile an empty folder */
    static Browser start(Path chromium, Path profile) throws Exception {
        // Without its sandbox: tests may run as root, and see nothing but their own pages.
        Process process = new ProcessBuilder(
                        chromium.toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--disable-dev-shm-usage",
                        "--no-first-run",
                        "--remote-debugging-port=0",
                        "--user-data-dir=" + profile,
                        "about:blank")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Path port = profile.resolve("DevToolsActivePort");
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> Files.exists(port) && Files.readAllLines(port).size() > 1);
        HttpClient client = HttpClient.newHttpClient();
        URI tabs = URI.create("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/new?about:blank");
        JsonNode tab = JSON.readTree(client.send(
                        HttpRequest.newBuilder(tabs)
                                .PUT(BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString())
                .body());
        Browser browser =
                new Browser(process, URI.create(tab.get("webSocketDebuggerUrl").asText()), client);
        for (String domain : List.of("Runtime", "Log", "Page", "Network")) {
            browser.call(domain + ".enable", Map.of());
        }
        return browser;
    }

    /**
     * How the tab is shown.
     *
     * @param scheme {@code light} or {@code dark}
     */
    void show(int width, int height, String scheme) {
        call(
                "Emulation.setDeviceMetricsOverride",
                Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
        call(
                "Emulation.setEmulatedMedia",
                Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
    }

    void open(String url) {
        call("Page.navigate", Map.of("url", url));
    }

    /** What a JavaScript expression comes to, as text. */
    String evaluate(String expression) {
        return call("Runtime.evaluate", Map.of("expression", "String(" + expression + ")"))
                .at("/result/value")
                .asText();
    }

    /** What the console, the log and the network had to complain of, and whatever was asked of another host. */
    List<String> complaints() {
        return List.copyOf(complaints);
    }

    /** Takes a picture of the whole page. */
    void picture(Path file) throws IOException {
        String data = call("Page.captureScreenshot", Map.of("format", "png", "captureBeyondViewport", true))
                .get("data")
                .asText();
        Files.write(file, Base64.getDecoder().decode(data));
    }

    private JsonNode call(String method, Map<String, Object> parameters) {
        int number = calls.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        answers.put(number, answer);
        ObjectNode message = JsonNodeFactory.instance.objectNode();
        message.put("id", number).put("method", method).set("params", JSON.valueToTree(parameters));
        socket.sendText(message.toString(), true).join();
        return answer.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private void take(JsonNode message) {
        JsonNode parameters = message.path("params");
        switch (message.path("method").asText()) {
            case "" -> answers.remove(message.get("id").intValue()).complete(message.path("result"));
            case "Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded", "Network.loadingFailed" ->
                complaints.add(message.toString());
            case "Network.requestWillBeSent" -> {
                String url = parameters.at("/request/url").asText();
                if (!url.startsWith("http://127.0.0.1:") && !url.startsWith("data:") && !url.startsWith("about:")) {
                    complaints.add("asked for " + url);
                }
            }
            default -> {
                // Nothing that a test looks at.
            }
        }
    }

    @Override
    public void close() {
        socket.abort();
        process.destroy();
        process.onExit().orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder parts = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
            parts.append(data);
            if (last) {
                String whole = parts.toString();
                parts.setLength(0);
                try {
                    take(JSON.readTree(whole));
                } catch (IOException e) {
                    complaints.add("not JSON: " + whole);
                }
            }
            webSocket.request(1);
            return null;
        }
    }
}
