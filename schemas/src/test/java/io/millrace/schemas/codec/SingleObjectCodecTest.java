package io.millrace.schemas.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.schemas.Action;
import io.millrace.schemas.AttributeChange;
import io.millrace.schemas.AttributeKind;
import io.millrace.schemas.Erasure;
import io.millrace.schemas.Event;
import io.millrace.schemas.Impression;
import io.millrace.schemas.TrainingExample;
import io.millrace.schemas.codec.UndecodableException.Kind;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SingleObjectCodecTest {
    private static final int HEADER = 10;
    private static final Event CLICK =
            new Event("e1", "u1", 1_700_000_000_000L, new Action("click", "a", "i1", Map.of("device", "tv")));
    /** Never to be regenerated: what producers in other languages wrote must stay readable. */
    private static final String GOLDEN =
            "c3018e6e43a09248d72004653104753180a0abfef962020a636c69636b026102046931020c64657669636504747600";

    private final SingleObjectCodec<Event> codec = new SingleObjectCodec<>(Event.class);

    @Test
    void shouldWriteTheGoldenBytes() {
        assertThat(HexFormat.of().formatHex(codec.encode(CLICK))).isEqualTo(GOLDEN);
    }

    @Test
    void shouldReadTheGoldenBytes() throws Exception {
        assertThat(codec.decode(HexFormat.of().parseHex(GOLDEN))).isEqualTo(CLICK);
    }

    @Test
    void shouldTellTheHeaderOfASchema() {
        assertThat(HexFormat.of().formatHex(SingleObjectCodec.header(Event.getClassSchema())))
                .isEqualTo(GOLDEN.substring(0, 2 * HEADER));
    }

    @Test
    void shouldReadVersionsOfItsContractOnly() {
        assertThat(codec.reads(Event.getClassSchema())).isTrue();
        assertThat(codec.reads(TrainingExample.getClassSchema())).isFalse();
        assertThat(new SingleObjectCodec<>(TrainingExample.class)
                        .reads(EarlierSchemas.of(TrainingExample.class).get(0)))
                .isTrue();
    }

    @Test
    void shouldReadBackEveryPayload() throws Exception {
        for (Object payload : new Object[] {
            new Impression("item", Map.of("category", "Zürich 🛒")),
            new Action("convert", "item", null, Map.of()),
            new AttributeChange(AttributeKind.SLOW, "membership", "gold"),
            new AttributeChange(AttributeKind.STATIC, "country", null),
            new Erasure()
        }) {
            Event event = new Event("e", "u", 1L, payload);
            assertThat(codec.decode(codec.encode(event))).isEqualTo(event);
        }
    }

    @Test
    void shouldRefuseBytesAfterTheEnd() {
        byte[] bytes = codec.encode(CLICK);

        assertThat(refusal(Arrays.copyOf(bytes, bytes.length + 1))).isEqualTo(Kind.BROKEN_BODY);
    }

    @Test
    void shouldRefuseEveryTruncation() {
        byte[] bytes = codec.encode(CLICK);
        for (int length = 0; length < bytes.length; length++) {
            Kind expected = length < HEADER ? Kind.NOT_AVRO : Kind.BROKEN_BODY;
            assertThat(refusal(Arrays.copyOf(bytes, length)))
                    .as("length %d", length)
                    .isEqualTo(expected);
        }
    }

    /** As a Kafka record has that was deleted. */
    @Test
    void shouldRefuseWhatIsNotThere() {
        assertThat(refusal(null)).isEqualTo(Kind.NOT_AVRO);
    }

    @Test
    void shouldRefuseAnotherContractAndAnotherFormat() {
        byte[] example = new SingleObjectCodec<>(TrainingExample.class).encode(example());

        assertThat(refusal(example)).isEqualTo(Kind.UNKNOWN_SCHEMA);
        assertThat(refusal("{\"eventId\": \"e1\"}".getBytes())).isEqualTo(Kind.NOT_AVRO);
    }

    @Test
    void shouldRefuseStringsThatAreNotUtf8() {
        byte[] bytes = codec.encode(CLICK);
        bytes[HEADER + 1] = (byte) 0xFF;

        assertThat(refusal(bytes)).isEqualTo(Kind.NOT_UTF8);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 1L << 20, Integer.MAX_VALUE - 8L, Long.MAX_VALUE})
    void shouldRefuseAHostileStringLengthWithoutAllocatingIt(long length) throws Exception {
        assertThat(refusal(withBody(body -> body.writeLong(length)))).isEqualTo(Kind.BROKEN_BODY);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 20, Integer.MAX_VALUE - 8L, Long.MAX_VALUE})
    void shouldRefuseAHostileMapLengthWithoutAllocatingIt(long entries) throws Exception {
        byte[] bytes = withBody(body -> {
            body.writeString("e");
            body.writeString("u");
            body.writeLong(1);
            body.writeIndex(0);
            body.writeString("item");
            body.writeLong(entries);
        });

        assertThat(refusal(bytes)).isEqualTo(Kind.BROKEN_BODY);
    }

    @Test
    void shouldRefuseAnUnknownUnionBranch() throws Exception {
        byte[] bytes = withBody(body -> {
            body.writeString("e");
            body.writeString("u");
            body.writeLong(1);
            body.writeIndex(7);
        });

        assertThat(refusal(bytes)).isEqualTo(Kind.BROKEN_BODY);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 2, Integer.MAX_VALUE})
    void shouldSayThatASymbolIsUnknown(int symbol) throws Exception {
        byte[] bytes = withBody(body -> {
            body.writeString("e");
            body.writeString("u");
            body.writeLong(1);
            body.writeIndex(2);
            body.writeEnum(symbol);
            body.writeString("plan");
            body.writeIndex(0);
        });

        assertThat(refusal(bytes)).isEqualTo(Kind.UNKNOWN_SYMBOL);
    }

    private interface Body {
        void write(BinaryEncoder encoder) throws Exception;
    }

    private byte[] withBody(Body body) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(codec.encode(CLICK), 0, HEADER);
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        body.write(encoder);
        return bytes.toByteArray();
    }

    private Kind refusal(byte[] bytes) {
        UndecodableException refusal = catchThrowableOfType(UndecodableException.class, () -> codec.decode(bytes));
        assertThat(refusal).isNotNull();
        return refusal.kind();
    }

    private static TrainingExample example() {
        return ContractRoundTripTest.random(TrainingExample.class, 1);
    }
}
