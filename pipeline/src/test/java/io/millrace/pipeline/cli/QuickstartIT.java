package io.millrace.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.pipeline.embedded.SmallRun;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** The quickstart as one process of its own, asked as its page asks, then by the page itself, then ended. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class QuickstartIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern ADDRESS = Pattern.compile("the page is at (http://127\\.0\\.0\\.1:\\d+)/");
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Names a folder for pictures of the page, to be looked at. */
    private static final String PICTURES = "millrace.pictures";

    private final HttpClient client = HttpClient.newHttpClient();
    private Path folder;
    private RunProcess process;
    private String url;

    @BeforeAll
    void start(@TempDir Path empty) throws IOException {
        folder = empty;
        start("first");
    }

    @AfterAll
    void stop() {
        process.close();
    }

    @Test
    @Order(1)
    void shouldShowWhatIsLearntAndLetAClickComeBack() throws Exception {
        JsonNode early = awaitVersion(2);
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode later = get("/progress").get("versions");
            JsonNode newest = later.get(later.size() - 1);
            assertThat(newest.get("events").longValue())
                    .isGreaterThan(early.at("/versions/0/events").longValue());
            assertThat(newest.get("events_per_second").doubleValue()).isPositive();
            assertThat(later.findValues("freshness_p50_ms")).isNotEmpty();
            assertThat(later.findValues("checkpoint_ms")).isNotEmpty();
            assertThat(newest.at("/evaluations/hstu~1click/ne").doubleValue()).isPositive();
        });

        assertThat(post("/sequence", "{\"user\":\"somebody\"}").get("interactions"))
                .isEmpty();
        assertThat(recommended("somebody")).isEmpty();
        String item = get("/recent").at("/items/0").asText();
        click("somebody", item);
        await().atMost(PATIENCE).untilAsserted(() -> {
            JsonNode interactions = post("/sequence", "{\"user\":\"somebody\"}").get("interactions");
            assertThat(interactions).hasSize(1);
            assertThat(interactions.get(0).get("item").asText()).isEqualTo(item);
            assertThat(interactions.get(0).at("/actions/0").asText()).isEqualTo("click");
        });
        List<String> next = recommended("somebody");
        assertThat(next).hasSize(5).doesNotContain(item);
        click("somebody", next.get(0));
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(recommended("somebody")).hasSize(5).doesNotContain(next.get(0), item));
    }

    @Test
    @Order(2)
    void shouldShowThePageInABrowserAndChangeItWhenAnItemIsClicked() throws Exception {
        Optional<Path> chromium = Browser.installed();
        assumeTrue(chromium.isPresent(), "skipped: there is no Chromium on the path of this machine");
        awaitVersion(2);
        try (Browser browser = Browser.start(chromium.get(), Files.createDirectory(folder.resolve("profile")))) {
            browser.show(1280, 900, "light");
            browser.open(url + "/");
            awaitText(browser, "document.querySelectorAll('#next button').length", "10");
            assertThat(browser.evaluate("document.querySelectorAll('#charts canvas').length"))
                    .isEqualTo("4");
            String version = browser.evaluate("document.querySelector('#versions td').textContent");
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(browser.evaluate("document.querySelector('#versions td').textContent"))
                                    .isNotEqualTo(version));

            String clicked = browser.evaluate("document.querySelector('#next button').dataset.item");
            browser.evaluate("document.querySelector('#next button').click()");
            awaitText(browser, "/back in the sequence/.test(document.getElementById('journey').textContent)", "true");
            assertThat(browser.evaluate("document.querySelector('#sequence li.mine .item').textContent"))
                    .isEqualTo(clicked);
            assertThat(browser.evaluate("[...document.querySelectorAll('#next button')].map(b => b.dataset.item)")
                            .split(","))
                    .hasSize(10)
                    .doesNotContain(clicked);

            takePictures(browser);
            browser.show(390, 844, "dark");
            awaitText(browser, "document.documentElement.scrollWidth <= innerWidth", "true");
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    @Order(3)
    void shouldEndCleanlyAndGoOnWhenStartedAgain() throws Exception {
        long events = get("/progress/1").at("/versions/0/events").longValue();
        process.terminate();
        assertThat(process.exitCode(Duration.ofSeconds(60))).isEqualTo(143);
        assertThat(process.output()).contains("ended").doesNotContain("Exception", "ERROR");

        start("second");
        assertThat(process.restoredFrom()).isPositive();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                get("/progress/1").at("/versions/0/events").longValue())
                        .isGreaterThan(events));
    }

    private static void takePictures(Browser browser) throws IOException {
        String pictures = System.getProperty(PICTURES);
        if (pictures != null) {
            browser.picture(Path.of(pictures, "light.png"));
            browser.show(1280, 900, "dark");
            browser.picture(Path.of(pictures, "dark.png"));
            browser.show(390, 844, "light");
            browser.picture(Path.of(pictures, "phone.png"));
        }
    }

    private void start(String attempt) throws IOException {
        List<String> command = new ArrayList<>(List.of("quickstart", "--port", "0", "--dir"));
        command.add(folder.resolve("data").toString());
        SmallRun.OPTIONS.forEach((key, value) -> command.addAll(List.of("--set", key + '=' + value)));
        process = RunProcess.of(Files.createDirectory(folder.resolve(attempt)), command.toArray(String[]::new));
        await().atMost(PATIENCE)
                .until(() ->
                        !process.isAlive() || ADDRESS.matcher(process.output()).find());
        Matcher address = ADDRESS.matcher(process.output());
        assertThat(address.find()).as(process.output()).isTrue();
        url = address.group(1);
    }

    /** Waits until a version is in use from which something can be recommended. */
    private JsonNode awaitVersion(int learntUsers) {
        return await().atMost(PATIENCE)
                .until(
                        () -> get("/progress"),
                        progress -> progress.path("ready").booleanValue()
                                && progress.path("items").intValue() > 20
                                && progress.path("users").intValue() >= learntUsers);
    }

    private static void awaitText(Browser browser, String expression, String wanted) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(browser.evaluate(expression)).isEqualTo(wanted));
    }

    private void click(String user, String item) throws Exception {
        post("/feedback", "{\"user\":\"" + user + "\",\"action\":{\"type\":\"click\",\"item\":\"" + item + "\"}}");
    }

    private List<String> recommended(String user) throws Exception {
        return post("/recommend", "{\"k\":5,\"user\":\"" + user + "\"}")
                .get("items")
                .findValuesAsText("item");
    }

    private JsonNode get(String path) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url + path)).build());
    }

    private JsonNode post(String path, String body) throws Exception {
        return send(HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    private JsonNode send(HttpRequest request) throws Exception {
        return JSON.readTree(client.send(request, BodyHandlers.ofString()).body());
    }
}
