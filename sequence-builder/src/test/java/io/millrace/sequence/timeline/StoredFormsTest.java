package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sequence.encoding.UnknownVersionException;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.label.LabelKind;
import io.millrace.sequence.label.Mark;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden bytes are never to be regenerated: they stand for the state of running jobs. */
class StoredFormsTest {
    private static final String GOLDEN_HEADER_3 =
            "0385d095ffbc3180d095ffbc3101000000000000000001000000000000000285d095ffbc31000001000000000000000302402000007fc0000085d095ffbc3100000000000000000105636c69636b00808080fc03808080f80386d095ffbc3187d095ffbc3185d095ffbc3100000000000000000107636f6e7665727402808080fc03808080fc0388d095ffbc3189d095ffbc31";
    private static final String GOLDEN_HEADER_2 =
            "0285d095ffbc3180d095ffbc3101000000000000000001000000000000000285d095ffbc31000001000000000000000302402000007fc0000085d095ffbc3100000000000000000105636c69636b808080fc03808080f80386d095ffbc3187d095ffbc31";
    private static final String GOLDEN_RELEASE_2 =
            "01020000000000000001000000000000000280d095ffbc3181d095ffbc310100000000000000030000000000000004000000000000000501000000000000000602402000007fc00000";
    private static final String GOLDEN_HEADER_1 =
            "0185d095ffbc3180d095ffbc3101000000000000000001000000000000000285d095ffbc31000001000000000000000385d095ffbc3100000000000000000105636c69636b808080fc03808080f80386d095ffbc3187d095ffbc31";
    private static final String GOLDEN_RELEASE_1 =
            "01010000000000000001000000000000000280d095ffbc3181d095ffbc3101000000000000000300000000000000040000000000000005010000000000000006";
    private static final String GOLDEN_LOOK = "030000000000000007";
    private static final String GOLDEN_LOOK_AT_EXPOSURE = "020000000000000007fffffffffffffff8";

    private static Features withNumbers(long hash) {
        return new Features(new long[] {hash}, new float[] {2.5f, Float.NaN});
    }

    private static Header header() {
        Header header = header(withNumbers(3));
        header.marks.add(new Mark(header.newest.key(), "convert", LabelKind.POSITIVE, 1, 1, T0 + 8, T0 + 9));
        return header;
    }

    /** As far as the first versions knew it. */
    private static Header header(Features features) {
        Header header = Header.bornAt(T0);
        header.lastEvent = T0 + 5;
        header.newest = Interaction.shown(1, 2, T0 + 5, features);
        header.marks.add(new Mark(header.newest.key(), "click", LabelKind.FINAL, 1, 0.5f, T0 + 6, T0 + 7));
        return header;
    }

    private static Task release(Features features) {
        return new Task.Release(new AcceptedEvent(1, 2, T0, T0 + 1, new AcceptedEvent.Action(3, 4, 5, features)));
    }

    @Test
    void shouldWriteTheGoldenBytes() {
        assertThat(HexFormat.of().formatHex(header().encode())).isEqualTo(GOLDEN_HEADER_3);
        assertThat(HexFormat.of().formatHex(Task.encode(release(withNumbers(6)))))
                .isEqualTo(GOLDEN_RELEASE_2);
        assertThat(HexFormat.of().formatHex(Task.encode(new Task.Look(7)))).isEqualTo(GOLDEN_LOOK);
    }

    @Test
    void shouldReadTheGoldenBytes() {
        assertThat(Header.decode(HexFormat.of().parseHex(GOLDEN_HEADER_3)))
                .usingRecursiveComparison()
                .withEqualsForType(Float::equals, Float.class)
                .isEqualTo(header());
        assertThat(Task.decode(HexFormat.of().parseHex(GOLDEN_RELEASE_2)))
                .usingRecursiveComparison()
                .withEqualsForType(Float::equals, Float.class)
                .isEqualTo(release(withNumbers(6)));
        assertThat(Task.decode(HexFormat.of().parseHex(GOLDEN_LOOK_AT_EXPOSURE)))
                .isEqualTo(new Task.Look(7));
        assertThat(Task.decode(HexFormat.of().parseHex(GOLDEN_LOOK))).isEqualTo(new Task.Look(7));
    }

    @Test
    void shouldReadTheGoldenBytesFromBeforeLabelsCouldBeOutEarly() {
        assertThat(Header.decode(HexFormat.of().parseHex(GOLDEN_HEADER_2)))
                .usingRecursiveComparison()
                .withEqualsForType(Float::equals, Float.class)
                .isEqualTo(header(withNumbers(3)));
    }

    @Test
    void shouldReadTheGoldenBytesFromBeforeThereWereNumbers() {
        assertThat(Header.decode(HexFormat.of().parseHex(GOLDEN_HEADER_1)))
                .usingRecursiveComparison()
                .withEqualsForType(Float::equals, Float.class)
                .isEqualTo(header(Features.of(3)));
        assertThat(Task.decode(HexFormat.of().parseHex(GOLDEN_RELEASE_1)))
                .usingRecursiveComparison()
                .withEqualsForType(Float::equals, Float.class)
                .isEqualTo(release(Features.of(6)));
    }

    @Test
    void shouldRefuseAVersionItDoesNotKnow() {
        byte[] newer = header().encode();
        newer[0] = 9;

        assertThatThrownBy(() -> Header.decode(newer))
                .isInstanceOf(UnknownVersionException.class)
                .hasMessage("user header has encoding version 9, this program reads 3: restore it with the program that"
                        + " wrote it");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 4, 1000, 86_400_000})
    void shouldRingBetweenOneAndFiveQuartersOfTheSpanAfterAnEvent(long span) {
        Alarm alarm = new Alarm(span);
        for (long time = T0; time < T0 + 3 * span; time += Math.max(1, span / 7)) {
            assertThat(alarm.after(time)).isBetween(time + span, time + span + Math.max(1, span / 4));
            assertThat(alarm.ringsAt(alarm.after(time))).isTrue();
        }
    }
}
