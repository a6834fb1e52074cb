package io.millrace.serving.tier;

import static io.millrace.serving.users.TestingUsers.erased;
import static io.millrace.serving.users.TestingUsers.example;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.model.Recommender.Candidates;
import io.millrace.model.input.ExampleTokens;
import io.millrace.model.input.TokenSequence;
import io.millrace.schemas.Action;
import io.millrace.schemas.Erased;
import io.millrace.schemas.Event;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.id.Ids;
import io.millrace.serving.api.ApiLimits;
import io.millrace.serving.follow.TestingBroker;
import io.millrace.serving.follow.TestingPublisher;
import io.millrace.serving.http.BearerToken;
import io.millrace.serving.http.HttpLimits;
import io.millrace.serving.topic.Brokers;
import io.millrace.serving.version.TestingModels;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServingTierIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long[] ITEMS =
            LongStream.range(0, 200).map(i -> Ids.of("i" + i)).toArray();
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final TestingPublisher learner = new TestingPublisher(TestingModels.config());
    private TestingBroker broker;
    private KafkaProducer<byte[], byte[]> producer;
    private ServingTier tier;

    @BeforeEach
    void start() throws Exception {
        broker = new TestingBroker(folder);
        broker.start();
        for (String topic : List.of("model", "training-examples", "erasures", "events")) {
            broker.createTopic(topic, 2);
        }
        producer = broker.producer();
        tier = ServingTier.start(config(), InstantSource.system());
    }

    @AfterEach
    void stop() {
        tier.close();
        producer.close();
        broker.close();
    }

    @Test
    void shouldBecomeReadyAndScoreToTheBitAsTheTrainerDoes() throws Exception {
        assertThat(get("/healthz").statusCode()).isEqualTo(200);
        assertThat(get("/readyz").statusCode()).isEqualTo(503);
        HttpResponse<String> early = post("/rank", "{\"user\":\"ada\",\"candidates\":[\"i1\"]}");
        assertThat(early.statusCode()).isEqualTo(503);
        assertThat(early.headers().firstValue("retry-after")).isPresent();

        publish(1);
        TokenSequence empty = new ExampleTokens(TestingModels.config()).history(List.of(), List.of(), List.of());
        Candidates candidates = new Candidates(new long[] {ITEMS[1], ITEMS[2]}, new long[2][1]);
        float[][] trainers = learner.recommender()
                .rank(
                        empty,
                        Ids.of("ada"),
                        5_000,
                        candidates,
                        learner.parameters(Ids.of("ada"), ITEMS[1], ITEMS[2], 0));
        JsonNode ranked =
                JSON.readTree(post("/rank", "{\"user\":\"ada\",\"time\":5000000,\"candidates\":[\"i1\",\"i2\"]}")
                        .body());
        for (int c = 0; c < 2; c++) {
            for (int task = 0; task < 2; task++) {
                assertThat(Float.parseFloat(
                                ranked.get("scores").get(c).get(task).asText()))
                        .isEqualTo(trainers[c][task]);
            }
        }
        assertThat(ranked.get("version").longValue()).isEqualTo(1);
        assertThat(get("/v2/models/millrace/versions/1/ready").statusCode()).isEqualTo(200);
        assertThat(get("/v2/models/millrace/versions/9/ready").statusCode()).isEqualTo(404);

        publish(2);
        assertThat(JSON.readTree(post("/recommend", "{\"user\":\"ada\"}").body())
                        .get("version")
                        .longValue())
                .isEqualTo(2);
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(get("/metrics").body())
                        .contains("millrace_model_version 2.0")
                        .contains("millrace_http_requests_total{route=\"/rank\",status=\"200\"} 1.0")
                        .contains("millrace_users_lag 0.0"));
    }

    @Test
    void shouldAnswerDifferentlyAfterAnActionAndForgetTheErased() throws Exception {
        publish(1);
        SingleObjectCodec<TrainingExample> examples = new SingleObjectCodec<>(TrainingExample.class);
        send("training-examples", examples.encode(example("ada", 1_000_000, "i1", "i2")));
        awaitHistory(2);
        List<String> before = recommended();

        send("training-examples", examples.encode(example("ada", 1_009_000, "i1", "i2", "i3")));
        awaitHistory(3);
        assertThat(recommended()).isNotEqualTo(before).isNotEmpty();

        send("erasures", new SingleObjectCodec<>(Erased.class).encode(erased("ada", 1_010_000)));
        awaitHistory(0);
        assertThat(recommended()).isEmpty();
    }

    @Test
    void shouldAnswerAFeedbackOnlyWhenTheBrokerHasIt() throws Exception {
        publish(1);
        HttpResponse<String> taken = post(
                "/feedback", "{\"user\":\"ada\",\"event_id\":\"e1\",\"action\":{\"type\":\"click\",\"item\":\"i7\"}}");
        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(taken.body()).get("version").longValue()).isEqualTo(1);

        Event event = event();
        assertThat(event.getEventId()).isEqualTo("e1");
        assertThat(event.getPayload()).isEqualTo(new Action("click", "i7", null, Map.of()));
        // The event also tells what the item is called.
        await().atMost(PATIENCE)
                .until(() -> post("/recommend", "{\"history\":[{\"item\":\"z\",\"time\":1}],\"k\":200}")
                        .body()
                        .contains("\"item\":\"i7\""));

        broker.stop();
        HttpResponse<String> refused =
                post("/feedback", "{\"user\":\"ada\",\"event_id\":\"e2\",\"impression\":{\"item\":\"i7\"}}");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).isPresent();
        assertThat(refused.body()).contains("e2");
        assertThat(get("/readyz").statusCode()).as("what it has, it serves").isEqualTo(200);
        broker.start();
    }

    @Test
    void shouldStayAtAVersionThatWasChosenUntilToldToFollow() throws Exception {
        publish(1);
        publish(2);
        HttpRequest stranger = HttpRequest.newBuilder(uri("/versions/1/serve"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{}"))
                .build();
        assertThat(client.send(stranger, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
        assertThat(post("/versions/9/serve", "{}").statusCode()).isEqualTo(404);

        assertThat(post("/versions/1/serve", "{}").statusCode()).isEqualTo(200);
        assertThat(servedVersion()).isEqualTo(1);
        learner.learn(3, ITEMS).publish(producer, "model", 3);
        await().atMost(PATIENCE).until(() -> tier.model().status().assembly().active() == 3);
        assertThat(servedVersion()).isEqualTo(1);
        assertThat(get("/readyz").statusCode()).isEqualTo(200);
        assertThat(JSON.readTree(get("/versions").body()).at("/newest/reason").asText())
                .isEqualTo("version 1 is pinned");
        assertThat(get("/metrics").body())
                .contains("millrace_model_version 1.0")
                .contains("millrace_model_pinned 1.0")
                .contains("millrace_model_newest_version 3.0");

        assertThat(post("/versions/follow", "{}").statusCode()).isEqualTo(200);
        assertThat(servedVersion()).isEqualTo(3);
    }

    private long servedVersion() throws Exception {
        return JSON.readTree(post("/recommend", "{\"user\":\"ada\"}").body())
                .get("version")
                .longValue();
    }

    private ServingConfig config() {
        return new ServingConfig(
                Brokers.of(broker.bootstrapServers()),
                new ServingConfig.Topics("model", "training-examples", "erasures", "events"),
                new InetSocketAddress("127.0.0.1", 0),
                Optional.of(new BearerToken("s3cret")),
                "millrace",
                new ServingConfig.Memory(2, 1 << 20, Duration.ofDays(1), 1 << 20, Duration.ofDays(1)),
                new ServingConfig.Feedback(Instant.EPOCH, Duration.ofDays(1), Duration.ofSeconds(2)),
                HttpLimits.defaults(),
                ApiLimits.defaults());
    }

    private void publish(long version) {
        learner.learn(version, ITEMS).publish(producer, "model", version);
        await().atMost(PATIENCE)
                .until(() ->
                        tier.isReady() && tier.model().current().orElseThrow().version() == version);
    }

    private void send(String topic, byte[] value) throws Exception {
        producer.send(new ProducerRecord<>(topic, 0, new byte[] {1}, value)).get();
    }

    private void awaitHistory(int interactions) {
        await().atMost(PATIENCE)
                .until(() ->
                        JSON.readTree(post("/recommend", "{\"user\":\"ada\"}").body())
                                        .get("history")
                                        .intValue()
                                == interactions);
    }

    private List<String> recommended() throws Exception {
        JsonNode answer = JSON.readTree(
                post("/recommend", "{\"user\":\"ada\",\"time\":1100000}").body());
        return answer.get("items").findValuesAsText("hash");
    }

    private Event event() throws Exception {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = Stream.of(0, 1)
                    .map(partition -> new TopicPartition("events", partition))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Instant deadline = Instant.now().plus(PATIENCE);
            while (Instant.now().isBefore(deadline)) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    assertThat(new String(record.key())).isEqualTo("ada");
                    return new SingleObjectCodec<>(Event.class).decode(record.value());
                }
            }
            throw new AssertionError("no event came");
        }
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).GET().build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                request(path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer s3cret");
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + tier.address().getPort() + path);
    }
}
