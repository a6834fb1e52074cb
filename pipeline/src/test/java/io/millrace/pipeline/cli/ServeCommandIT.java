package io.millrace.pipeline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.pipeline.embedded.SmallRun;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Serving, as a process of its own, what a run has learnt. */
class ServeCommandIT {
    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final Pattern ADDRESS = Pattern.compile("listening at (http://[\\d.]+:\\d+)");

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void shouldServeWhatARunHasLearntUntilItIsToldToEnd() throws Exception {
        SmallRun.learn(folder.resolve("data"), SmallRun.standardWorld(4_000), Map.of());
        Path token = Files.writeString(folder.resolve("token"), "s3cret");
        try (RunProcess process = RunProcess.of(
                folder,
                "serve",
                "--dir",
                folder.resolve("data").toString(),
                "--port",
                "0",
                "--token-file",
                token.toString())) {
            await().atMost(PATIENCE)
                    .until(() -> !process.isAlive() || address(process).find());
            String url = url(process);
            await().atMost(PATIENCE).until(() -> get(url + "/readyz").statusCode() == 200);

            assertThat(get(url + "/v2").statusCode()).isEqualTo(401);
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create(url + "/recommend"))
                            .header("Authorization", "Bearer s3cret")
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString("{\"history\":[{\"item\":\"x\",\"time\":1767225600000,"
                                    + "\"actions\":[\"click\"]}],\"k\":3}"))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("\"version\":", "\"item\":\"");

            process.terminate();
            assertThat(process.exitCode(Duration.ofSeconds(30))).isEqualTo(143);
            assertThat(process.output()).doesNotContain("Exception", "ERROR", "s3cret");
        }
    }

    @Test
    void shouldSayInOneLineThatItCannotListen() throws Exception {
        StringWriter errors = new StringWriter();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            int code = Main.commandLine()
                    .setErr(new PrintWriter(errors))
                    .execute("serve", "--port", String.valueOf(taken.getLocalPort()));

            assertThat(code).isEqualTo(1);
        }
        assertThat(errors.toString().lines()).singleElement().asString().startsWith("millrace: cannot listen at ");
    }

    private static Matcher address(RunProcess process) {
        return ADDRESS.matcher(process.output());
    }

    private static String url(RunProcess process) {
        Matcher matcher = address(process);
        assertThat(matcher.find()).as(process.output()).isTrue();
        return matcher.group(1);
    }

    private HttpResponse<String> get(String url) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }
}
