package io.millrace.pipeline.compose;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.millrace.pipeline.job.OnlineJobMain;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.flink.runtime.util.EnvironmentInformation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

class ComposeFileTest {
    private static final Path FILE = Path.of("..", "docker-compose.yml");
    private static final ObjectMapper JSON = new ObjectMapper();

    // The schema calls itself by a relative name, which needs a base; nothing is fetched from there.
    private static final SchemaLocation SCHEMA = SchemaLocation.of("https://compose-spec.io/compose_spec.json");

    private static JsonNode compose;
    private static Schema schema;

    @BeforeAll
    static void read() throws IOException {
        try (Reader reader = Files.newBufferedReader(FILE)) {
            // Jackson's own reader of YAML leaves merge keys as they are.
            compose = JSON.valueToTree(new Yaml().load(reader));
        }
        try (InputStream text = ComposeFileTest.class.getResourceAsStream("/compose/compose.schema.json")) {
            schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                    .getSchema(SCHEMA, JSON.readTree(text));
        }
    }

    @Test
    void shouldFollowTheComposeSchema() {
        assertThat(schema.validate(compose)).isEmpty();
    }

    @Test
    void shouldBeRefusedByTheSchemaWhenAKeyIsMisspelt() {
        ObjectNode misspelt = compose.deepCopy();
        ((ObjectNode) misspelt.at("/services/kafka")).put("imagine", "apache/kafka");
        assertThat(schema.validate(misspelt)).isNotEmpty();
    }

    @Test
    void shouldPinEveryImageToAVersion() {
        assertThat(each(compose.get("services")))
                .extracting(service -> service.path("image").asText())
                .allMatch(image -> image.matches("[a-z/]+:\\d+\\.\\d+\\.\\d+(-[\\w.-]+)?"), "name:x.y.z");
    }

    @Test
    void shouldPublishPortsOnTheLoopbackInterfaceOnly() {
        List<String> ports = each(compose.get("services")).stream()
                .flatMap(service -> each(service.path("ports")).stream())
                .map(JsonNode::asText)
                .collect(Collectors.toList());
        assertThat(ports).isNotEmpty().allMatch(port -> port.matches("127\\.0\\.0\\.1:\\d+:\\d+"), "127.0.0.1:x:y");
    }

    @Test
    void shouldRunFlinkOfTheVersionThatTheJobIsBuiltAgainst() {
        String flink = EnvironmentInformation.getVersion();
        assertThat(compose.at("/services/jobmanager/image").asText()).startsWith("flink:" + flink + "-");
        assertThat(compose.at("/services/taskmanager/image")).isEqualTo(compose.at("/services/jobmanager/image"));
    }

    @Test
    void shouldNameTheMainClass() {
        assertThat(arguments("/services/jobmanager/command"))
                .containsSubsequence("standalone-job", "--job-classname", OnlineJobMain.class.getName());
    }

    private static List<String> arguments(String pointer) {
        return each(compose.at(pointer)).stream().map(JsonNode::asText).collect(Collectors.toList());
    }

    private static List<JsonNode> each(JsonNode parent) {
        return StreamSupport.stream(parent.spliterator(), false).collect(Collectors.toCollection(ArrayList::new));
    }
}
