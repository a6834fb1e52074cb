package io.millrace.serving.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.serving.http.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventReaderTest {
    private final EventReader reader = new EventReader(
            TestingApi.LIMITS,
            TestingApi.CLOCK,
            () -> "made-up",
            Instant.ofEpochMilli(1_000),
            Duration.ofSeconds(10),
            () -> List.of("price"));

    @Test
    void shouldReadWhatHappened() {
        assertThat(read("{\"user\":\"ada\",\"impression\":{\"item\":\"x\",\"features\":{\"price\":\"1.5e3\"}}}"))
                .isEqualTo(new Event("made-up", "ada", TestingApi.NOW, new Impression("x", Map.of("price", "1.5e3"))));
        assertThat(read("{\"user\":\"ada\",\"event_id\":\"e\",\"time\":2000,"
                        + "\"action\":{\"type\":\"click\",\"item\":\"x\",\"impression_id\":\"i\"}}"))
                .isEqualTo(new Event("e", "ada", 2_000L, new Action("click", "x", "i", Map.of())));
        assertThat(read("{\"user\":\"ada\",\"attribute\":{\"name\":\"tier\",\"value\":\"gold\"}}")
                        .getPayload())
                .isEqualTo(new AttributeChange(AttributeKind.SLOW, "tier", "gold"));
        assertThat(read("{\"user\":\"ada\",\"attribute\":{\"name\":\"tier\",\"slow\":false}}")
                        .getPayload())
                .isEqualTo(new AttributeChange(AttributeKind.STATIC, "tier", null));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            missing-field | {"user":"ada"}
            missing-field | {"impression":{"item":"x"}}
            missing-field | {"user":"ada","impression":{"item":"x"},"attribute":{"name":"a"}}
            missing-field | {"user":"ada","action":{"item":"x"}}
            unknown-field | {"user":"ada","erasure":{}}
            unknown-field | {"user":"ada","impression":{"item":"x","type":"click"}}
            out-of-range  | {"user":"ada","time":999,"impression":{"item":"x"}}
            out-of-range  | {"user":"ada","time":2010001,"impression":{"item":"x"}}
            not-a-number  | {"user":"ada","impression":{"item":"x","features":{"price":"NaN"}}}
            not-a-number  | {"user":"ada","impression":{"item":"x","features":{"price":"0x1p3"}}}
            not-a-number  | {"user":"ada","impression":{"item":"x","features":{"price":"1e99"}}}
            too-long      | {"user":"ada","impression":{"item":"x","features":{"12345678901234567":"1"}}}
            wrong-type    | {"user":"ada","impression":"x"}
            empty         | {"user":"ada","event_id":"","impression":{"item":"x"}}
            """)
    void shouldRefuseWhatWouldBecomeADeadLetter(String code, String body) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
    }

    private Event read(String body) {
        return reader.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
