package io.millrace.sequence.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.DeadLetter;
import io.millrace.schemas.Erasure;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.schemas.codec.SingleObjectCodec;
import io.millrace.schemas.id.Ids;
import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventValidatorTest {
    private static final long NOW = 1_700_000_000_000L;
    private static final long HOUR = 3_600_000L;
    private static final long DAY = 24 * HOUR;

    private final SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);
    private final EventValidator validator = new EventValidator(
            List.of("category", "device"),
            List.of("price", "stock"),
            EventBounds.defaults(),
            Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));

    private Intake validate(byte[] value) {
        return validator.validate(new ConsumedRecord("events", 3, 77, NOW + 1, new byte[] {1}, value));
    }

    private Intake validate(String id, String user, long time, Object payload) {
        return validate(codec.encode(new Event(id, user, time, payload)));
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
    void shouldKeepTheNamesOfAnErasure() {
        AcceptedEvent event = validate("e", "u", NOW, new Erasure()).event();

        assertThat(event.user()).isEqualTo(Ids.of("u"));
        assertThat(event.id()).isEqualTo(Ids.of("e"));
        assertThat(event.payload()).isEqualTo(new AcceptedEvent.Erasure("u", "e"));
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

    static List<TestingBadInput.Row> badInput() {
        return TestingBadInput.rows();
    }

    @ParameterizedTest
    @MethodSource("badInput")
    void shouldPutAsideEveryKindOfBadInput(TestingBadInput.Row row) {
        byte[] key = {1, 2, 3};
        DeadLetter letter = validator
                .validate(new ConsumedRecord("events", 3, 77, TestingBadInput.NOW, key, row.value()))
                .deadLetter();

        assertThat(letter.getReason()).isEqualTo(row.reason());
        assertThat(letter.getDetail()).isNotBlank();
        assertThat(letter.getTopic()).isEqualTo("events");
        assertThat(letter.getPartition()).isEqualTo(3);
        assertThat(letter.getOffset()).isEqualTo(77);
        assertThat(letter.getTimestamp()).isEqualTo(TestingBadInput.NOW);
        boolean kept = !row.reason().equals("oversized-record");
        assertThat(letter.getKey()).isEqualTo(kept ? ByteBuffer.wrap(key) : null);
        assertThat(letter.getValue()).isEqualTo(row.value() == null || !kept ? null : ByteBuffer.wrap(row.value()));
    }

    static List<byte[]> borderline() {
        return TestingBadInput.borderline();
    }

    @ParameterizedTest
    @MethodSource("borderline")
    void shouldTakeWhatTheBoundsOnlyJustAdmit(byte[] value) {
        assertThat(validator.validate(new ConsumedRecord("events", 3, 77, TestingBadInput.NOW, null, value)))
                .matches(Intake::isAccepted, "accepted");
    }

    @Test
    void shouldExplainEveryReasonToWhoeverFindsIt() throws IOException {
        String documented = Files.readString(Path.of("..", "docs", "dead-letters.md"))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.substring(3, line.indexOf('`', 3)))
                .collect(Collectors.joining("\n"));

        assertThat(documented.lines().toList())
                .doesNotHaveDuplicates()
                .containsExactlyInAnyOrderElementsOf(TestingBadInput.rows().stream()
                        .map(TestingBadInput.Row::reason)
                        .collect(Collectors.toSet()));
    }

    @Test
    void shouldGoByTheBoundsItIsGiven() {
        EventBounds strict = new EventBounds(4, 2, 1, Instant.parse("2020-01-01T00:00:00Z"), Duration.ofHours(1));
        EventValidator validator = new EventValidator(
                List.of(), List.of(), strict, Clock.fixed(Instant.ofEpochMilli(NOW), ZoneOffset.UTC));
        Map<Event, String> expected = Map.of(
                new Event("eeee", "u", NOW + HOUR, shown(Map.of("f", "vv"))), "",
                new Event("eeeee", "u", NOW, shown(Map.of())), "oversized-event-id",
                new Event("e", "u", NOW, shown(Map.of("f", "vvv"))), "oversized-feature-value",
                new Event("e", "u", NOW, shown(Map.of("f", "v", "g", "v"))), "too-many-features",
                new Event("e", "u", NOW + HOUR + 1, shown(Map.of())), "time-in-future",
                new Event("e", "u", Instant.parse("2019-12-31T23:59:59Z").toEpochMilli(), shown(Map.of())),
                        "time-too-early");

        expected.forEach((event, reason) -> {
            Intake intake = validator.validate(new ConsumedRecord("events", 0, 0, NOW, null, codec.encode(event)));
            assertThat(intake.isAccepted() ? "" : intake.deadLetter().getReason())
                    .isEqualTo(reason);
        });
    }

    @Test
    void shouldJudgeTheFutureByTheTimeOfArrivalAndNotByWhenItIsRead() {
        byte[] ahead = codec.encode(new Event("e", "u", NOW, shown(Map.of())));

        assertThat(validator.validate(arrived(NOW - DAY, ahead)).isAccepted()).isTrue();
        assertThat(validator
                        .validate(arrived(NOW - DAY - 1, ahead))
                        .deadLetter()
                        .getReason())
                .isEqualTo("time-in-future");
    }

    @Test
    void shouldNotBelieveAnArrivalAfterTheClockNorNeedOne() {
        byte[] good = codec.encode(new Event("e", "u", NOW + DAY, shown(Map.of())));
        byte[] absurd = codec.encode(new Event("e", "u", NOW + DAY + 1, shown(Map.of())));

        assertThat(validator.validate(arrived(NOW + 10 * DAY, good)).isAccepted())
                .isTrue();
        assertThat(validator.validate(arrived(NOW + 10 * DAY, absurd)).isAccepted())
                .isFalse();
        assertThat(validator.validate(arrived(-1, good)).isAccepted()).isTrue();
        assertThat(validator.validate(arrived(-1, absurd)).isAccepted()).isFalse();
    }

    private static ConsumedRecord arrived(long timestamp, byte[] value) {
        return new ConsumedRecord("events", 0, 0, timestamp, null, value);
    }

    @Test
    void shouldSayNothingThatATerminalWouldObey() {
        String hostile = "1\u001b[2J\n\u2028\u202e" + "9".repeat(500);
        String detail = validate("e", "u", NOW, shown(Map.of("price", hostile)))
                .deadLetter()
                .getDetail();

        assertThat(detail).startsWith("price is '1?[2J???9").endsWith("9...").hasSize(203);
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
                validate("e", "u", NOW, new Erasure()),
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
