package io.millrace.sequence.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventValidatorTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long DAY = 86_400_000L;
    private static final String LONGEST = "x".repeat(256);

    private final SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
    private final EventValidator validator = new EventValidator(
            List.of("category", "device"),
            List.of("price", "stock"),
            Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

    private Intake validate(byte[] value) {
        return validator.validate(new ConsumedRecord("events", 3, 77, NOW + 1, new byte[] {1}, value));
    }

    private Intake validate(String id, String user, long time, Object payload) {
        return validate(codec.encode(new Event(id, user, time, payload)));
    }

    private String reason(String id, String user, long time, Object payload) {
        return validate(id, user, time, payload).deadLetter().getReason();
    }

    private String reason(Object payload) {
        return reason("e", "u", NOW, payload);
    }

    private static Impression shown(Map<String, String> features) {
        return new Impression("item", features);
    }

    @Test
    void shouldHashAnImpression() {
        Intake intake = validate("e", "u", NOW, shown(Map.of("device", "tv", "other", "x")));

        AcceptedEvent event = intake.event();
        assertThat(event.user()).isEqualTo(Ids.of("u"));
        assertThat(event.id()).isEqualTo(Ids.of("e"));
        assertThat(event.time()).isEqualTo(NOW);
        assertThat(event.arrival()).isEqualTo(NOW + 1);
        AcceptedEvent.Impression impression = (AcceptedEvent.Impression) event.payload();
        assertThat(impression.item()).isEqualTo(Ids.of("item"));
        assertThat(impression.features().hashes()).containsExactly(0, Ids.of("device=tv"));
        assertThat(intake.partition()).isEqualTo(3);
        assertThat(intake.offset()).isEqualTo(77);
    }

    @Test
    void shouldHashAnAction() {
        AcceptedEvent.Action action =
                (AcceptedEvent.Action) validate("e", "u", NOW, new Action("click", "a", "i", Map.of()))
                        .event()
                        .payload();

        assertThat(action.type()).isEqualTo(Ids.of("click"));
        assertThat(action.item()).isEqualTo(Ids.of("a"));
        assertThat(action.impression()).isEqualTo(Ids.of("i"));
        assertThat(action.features().hashes()).containsExactly(0, 0);
        assertThat(action.features().numbers()).containsExactly(Float.NaN, Float.NaN);
    }

    @Test
    void shouldHashAnAttributeChange() {
        assertThat(validate("e", "u", NOW, new AttributeChange(AttributeKind.SLOW, "plan", "gold"))
                        .event()
                        .payload())
                .isEqualTo(new AcceptedEvent.AttributeChange(true, "plan", Ids.of("plan=gold")));
        assertThat(validate("e", "u", NOW, new AttributeChange(AttributeKind.STATIC, "plan", null))
                        .event()
                        .payload())
                .isEqualTo(new AcceptedEvent.AttributeChange(false, "plan", 0));
    }

    @Test
    void shouldKeepTheOriginalBytesOfWhatItRefuses() {
        DeadLetter letter = validate(new byte[] {9, 9}).deadLetter();

        assertThat(letter.getReason()).isEqualTo("not-avro");
        assertThat(letter.getTopic()).isEqualTo("events");
        assertThat(letter.getPartition()).isEqualTo(3);
        assertThat(letter.getOffset()).isEqualTo(77);
        assertThat(letter.getTimestamp()).isEqualTo(NOW + 1);
        assertThat(letter.getKey()).isEqualTo(ByteBuffer.wrap(new byte[] {1}));
        assertThat(letter.getValue()).isEqualTo(ByteBuffer.wrap(new byte[] {9, 9}));
    }

    @Test
    void shouldRefuseWhatIsNoEvent() {
        byte[] good = codec.encode(new Event("e", "u", NOW, shown(Map.of())));
        byte[] otherSchema = good.clone();
        otherSchema[5]++;
        byte[] notUtf8 = good.clone();
        notUtf8[11] = (byte) 0xC0;

        assertThat(validate((byte[]) null).deadLetter().getReason()).isEqualTo("no-value");
        assertThat(validate(new byte[0]).deadLetter().getReason()).isEqualTo("not-avro");
        assertThat(validate(otherSchema).deadLetter().getReason()).isEqualTo("unknown-schema");
        assertThat(validate(new byte[0]).deadLetter().getDetail()).isNotEmpty();
        assertThat(validate(java.util.Arrays.copyOf(good, good.length - 1))
                        .deadLetter()
                        .getReason())
                .isEqualTo("broken-body");
        assertThat(validate(notUtf8).deadLetter().getReason()).isEqualTo("not-utf8");
    }

    @Test
    void shouldRefuseEmptyNames() {
        Impression shown = shown(Map.of());
        assertThat(reason("", "u", NOW, shown)).isEqualTo("empty-event-id");
        assertThat(reason("e", "", NOW, shown)).isEqualTo("empty-user-id");
        assertThat(reason(new Impression("", Map.of()))).isEqualTo("empty-item-id");
        assertThat(reason(new Action("", "a", null, Map.of()))).isEqualTo("empty-action-type");
        assertThat(reason(new Action("click", "", null, Map.of()))).isEqualTo("empty-item-id");
        assertThat(reason(new Action("click", "a", "", Map.of()))).isEqualTo("empty-impression-id");
        assertThat(reason(new AttributeChange(AttributeKind.SLOW, "", "v"))).isEqualTo("empty-attribute-name");
    }

    @Test
    void shouldRefuseOversizedNamesAndValues() {
        Impression shown = shown(Map.of());
        assertThat(validate(LONGEST, LONGEST, NOW, shown).isAccepted()).isTrue();
        assertThat(reason(LONGEST + 'x', "u", NOW, shown)).isEqualTo("oversized-event-id");
        assertThat(reason("e", LONGEST + 'x', NOW, shown)).isEqualTo("oversized-user-id");
        assertThat(reason(new Impression(LONGEST + 'x', Map.of()))).isEqualTo("oversized-item-id");
        assertThat(reason(new AttributeChange(AttributeKind.SLOW, "n", "v".repeat(1025))))
                .isEqualTo("oversized-attribute-value");
        assertThat(reason(shown(Map.of(LONGEST + 'x', "v")))).isEqualTo("oversized-feature-name");
        assertThat(reason(shown(Map.of("n", "v".repeat(1025))))).isEqualTo("oversized-feature-value");
    }

    @ParameterizedTest
    @CsvSource({"0,0", "-1.5,-1.5", "+3.,3", ".5,0.5", "1e3,1000", "2.5E-1,0.25", "3e38,3e38", "1e-400,0", "007,7"})
    void shouldReadNumbers(String text, float expected) {
        AcceptedEvent.Impression impression =
                (AcceptedEvent.Impression) validate("e", "u", NOW, shown(Map.of("stock", text, "category", text)))
                        .event()
                        .payload();

        assertThat(impression.features().numbers()).containsExactly(Float.NaN, expected);
        assertThat(impression.features().hashes()).containsExactly(Ids.of("category=" + text), 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "abc",
                "NaN",
                "Infinity",
                "-Infinity",
                "1e39",
                "-1e400",
                "0x1p3",
                "1f",
                "1d",
                " 1",
                "1 ",
                "1,5",
                "1_000",
                ".",
                "e5",
                "1e",
                "--1",
                "\u0661"
            })
    void shouldRefuseNumbersThatAreNoneOrNotFinite(String text) {
        DeadLetter letter = validate("e", "u", NOW, new Action("click", "a", null, Map.of("price", text)))
                .deadLetter();

        assertThat(letter.getReason()).isEqualTo("not-a-number");
        assertThat(letter.getDetail()).isEqualTo("price is '" + text + "', no finite number");
        assertThat(validate("e", "u", NOW, shown(Map.of("other", text))).isAccepted())
                .isTrue();
    }

    @Test
    void shouldRefuseTooManyFeatures() {
        Map<String, String> features = new HashMap<>();
        for (int i = 0; i < EventValidator.MAX_FEATURES; i++) {
            features.put("f" + i, "v");
        }
        assertThat(validate("e", "u", NOW, shown(features)).isAccepted()).isTrue();

        features.put("one", "more");
        assertThat(reason(shown(features))).isEqualTo("too-many-features");
    }

    @Test
    void shouldRefuseAbsurdTimes() {
        long from1990 = Instant.parse("1990-01-01T00:00:00Z").toEpochMilli();
        Impression shown = shown(Map.of());
        assertThat(validate("e", "u", from1990, shown).isAccepted()).isTrue();
        assertThat(reason("e", "u", from1990 - 1, shown)).isEqualTo("time-before-1990");
        assertThat(reason("e", "u", -1, shown)).isEqualTo("time-before-1990");
        assertThat(reason("e", "u", Long.MIN_VALUE, shown)).isEqualTo("time-before-1990");
        assertThat(validate("e", "u", NOW + DAY, shown).isAccepted()).isTrue();
        assertThat(reason("e", "u", NOW + DAY + 1, shown)).isEqualTo("time-in-future");
        assertThat(reason("e", "u", Long.MAX_VALUE, shown)).isEqualTo("time-in-future");
    }

    @Test
    void shouldSurviveWhateverBytesThereAre() {
        Random random = new Random(1);
        byte[] good = codec.encode(new Event("event", "user", NOW, shown(Map.of("device", "tv"))));
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            Intake intake = validate(bytes);
            assertThat(intake.isAccepted()).isEqualTo(intake.deadLetter() == null);
        }
    }

    @Test
    void shouldShipWhatItMadeOfARecord() {
        for (Intake intake : List.of(
                validate("e", "u", NOW, new Action("click", "a", "i", Map.of("device", "tv", "stock", "3"))),
                validate("e", "u", NOW, new AttributeChange(AttributeKind.SLOW, "plan", "gold")),
                validate((byte[]) null),
                validate(new byte[] {1, 2, 3}))) {
            BinaryWriter out = new BinaryWriter();
            IntakeCodec.write(intake, out);
            assertThat(IntakeCodec.read(new BinaryReader(out.toBytes())))
                    .usingRecursiveComparison()
                    .withEqualsForType(Float::equals, Float.class)
                    .isEqualTo(intake);
        }
    }
}
