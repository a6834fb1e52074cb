package io.millrace.sequence.timeline;

import static io.millrace.sequence.TestingEvents.T0;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.sequence.encoding.BinaryReader;
import io.millrace.sequence.encoding.BinaryWriter;
import io.millrace.sequence.encoding.UnknownVersionException;
import io.millrace.sequence.feature.Features;
import io.millrace.sequence.history.Interaction;
import io.millrace.sequence.intake.AcceptedEvent;
import io.millrace.sequence.label.LabelKind;
import io.millrace.sequence.label.Mark;
import it.unimi.dsi.fastutil.longs.LongList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden bytes are never to be regenerated: they stand for the state of running jobs. */
class StoredFormsTest {
    private static final String GOLDEN_HEADER_4 =
            "0485d095ffbc3180d095ffbc3115000000000000000001000000000000000285d095ffbc31000001000000000000000302402000007fc0000002028ad095ffbc318bd095ffbc310285d095ffbc3100000000000000000105636c69636b00808080fc03808080f80386d095ffbc3187d095ffbc3185d095ffbc3100000000000000000107636f6e7665727402808080fc03808080fc0388d095ffbc3189d095ffbc313fac0201b7b302c801";
    private static final String GOLDEN_HEADER_3 =
            "0385d095ffbc3180d095ffbc3101000000000000000001000000000000000285d095ffbc31000001000000000000000302402000007fc000003f0201b7b302c80185d095ffbc3100000000000000000105636c69636b00808080fc03808080f80386d095ffbc3187d095ffbc3185d095ffbc3100000000000000000107636f6e7665727402808080fc03808080fc0388d095ffbc3189d095ffbc31";
    private static final String GOLDEN_RELEASE_4 =
            "04030000000000000001000000000000000280d095ffbc3181d095ffbc310100000000000000030000000000000004000000000000000501000000000000000602402000007fc00000";
    private static final String GOLDEN_RELEASE_3 =
            "01030000000000000001000000000000000280d095ffbc3181d095ffbc310100000000000000030000000000000004000000000000000501000000000000000602402000007fc00000";
    /** Erased at T0 + 4, with an interaction since, and just now, with none. */
    private static final String GOLDEN_HEADER_OF_ONE_WHO_WAS_ERASED =
            "0485d095ffbc3180d095ffbc310384d095ffbc31000000000000000001000000000000000285d095ffbc31000001000000000000000300000000";

    private static final String GOLDEN_HEADER_OF_ONE_ERASED = "0480d095ffbc3180d095ffbc310280d095ffbc31000000";
    private static final String GOLDEN_RELEASE_OF_AN_ERASURE =
            "04030000000000000001000000000000000280d095ffbc3181d095ffbc3104027531026531";
    private static final String GOLDEN_HEADER_2 =
            "0285d095ffbc3180d095ffbc3101000000000000000001000000000000000285d095ffbc31000001000000000000000302402000007fc0000085d095ffbc3100000000000000000105636c69636b808080fc03808080f80386d095ffbc3187d095ffbc31";
    private static final String GOLDEN_RELEASE_2 =
            "01020000000000000001000000000000000280d095ffbc3181d095ffbc310100000000000000030000000000000004000000000000000501000000000000000602402000007fc00000";
    private static final String GOLDEN_HEADER_1 =
            "0185d095ffbc3180d095ffbc3101000000000000000001000000000000000285d095ffbc31000001000000000000000385d095ffbc3100000000000000000105636c69636b808080fc03808080f80386d095ffbc3187d095ffbc31";
    private static final String GOLDEN_RELEASE_1 =
            "01010000000000000001000000000000000280d095ffbc3181d095ffbc3101000000000000000300000000000000040000000000000005010000000000000006";
    private static final String GOLDEN_LOOK_AT_ONE = "030000000000000007";
    private static final String GOLDEN_LOOK = "050200000000000000070000000000000008";
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
        Header header = new Header();
        header.ordinal = T0;
        header.lastEvent = T0 + 5;
        header.newest = Interaction.shown(1, 2, T0 + 5, features);
        header.marks.add(new Mark(header.newest.key(), "click", LabelKind.FINAL, 1, 0.5f, T0 + 6, T0 + 7));
        return header;
    }

    private static Task release(Features features, boolean first) {
        return new Task.Release(
                new AcceptedEvent(1, 2, T0, T0 + 1, new AcceptedEvent.Action(3, 4, 5, features)), first);
    }

    private static byte[] encode(Header header) {
        BinaryWriter out = new BinaryWriter();
        header.write(out);
        return out.toBytes();
    }

    private static Header decode(byte[] bytes) {
        BinaryReader in = new BinaryReader(bytes);
        Header header = Header.read(in);
        assertThat(in.hasMore()).isFalse();
        return header;
    }

    /** As one of an earlier version is: it did not know what there was besides. */
    private static Header earlier(Header header) {
        header.isSpilt = true;
        header.hasFacts = true;
        header.hasPages = true;
        return header;
    }

    private static Header spilt(Header header) {
        header.isSpilt = true;
        header.hasPages = true;
        header.tasks = 300;
        header.alarms.add(T0 + 10);
        header.alarms.add(T0 + 11);
        return header;
    }

    private static Header younger(Header header) {
        header.openCount = 63;
        header.newEvents = 2;
        header.seen.put(T0 / 43_200_000, 200);
        return header;
    }

    @Test
    void shouldWriteTheGoldenBytes() {
        assertThat(HexFormat.of().formatHex(encode(spilt(younger(header()))))).isEqualTo(GOLDEN_HEADER_4);
        assertThat(HexFormat.of().formatHex(Task.encode(release(withNumbers(6), false))))
                .isEqualTo(GOLDEN_RELEASE_4);
        assertThat(HexFormat.of().formatHex(Task.encode(new Task.Look(LongList.of(7, 8)))))
                .isEqualTo(GOLDEN_LOOK);
    }

    @Test
    void shouldWriteAndReadTheGoldenBytesOfErasures() {
        for (Header header : List.of(erased(), erasedBefore())) {
            String golden = header.newest == null ? GOLDEN_HEADER_OF_ONE_ERASED : GOLDEN_HEADER_OF_ONE_WHO_WAS_ERASED;
            assertThat(HexFormat.of().formatHex(encode(header))).isEqualTo(golden);
            assertThat(decode(HexFormat.of().parseHex(golden)))
                    .usingRecursiveComparison()
                    .isEqualTo(header);
            // There was no more to one who was erased than there is now.
            assertThat(decode(HexFormat.of().parseHex("03" + golden.substring(2))))
                    .usingRecursiveComparison()
                    .isEqualTo(earlier(header));
        }
        Task release =
                new Task.Release(new AcceptedEvent(1, 2, T0, T0 + 1, new AcceptedEvent.Erasure("u1", "e1")), false);
        assertThat(HexFormat.of().formatHex(Task.encode(release))).isEqualTo(GOLDEN_RELEASE_OF_AN_ERASURE);
        assertThat(Task.decode(HexFormat.of().parseHex(GOLDEN_RELEASE_OF_AN_ERASURE)))
                .isEqualTo(release);
    }

    private static Header erased() {
        Header header = new Header();
        header.ordinal = T0;
        header.lastEvent = T0;
        header.erasedUntil = T0;
        return header;
    }

    private static Header erasedBefore() {
        Header header = header(Features.of(3));
        header.marks.clear();
        header.erasedUntil = T0 + 4;
        return header;
    }

    @Test
    void shouldReadTheGoldenBytes() {
        assertReads(GOLDEN_HEADER_4, spilt(younger(header())));
        assertReads(GOLDEN_HEADER_3, earlier(younger(header())));
        assertReads(GOLDEN_HEADER_2, earlier(header(withNumbers(3))));
        assertReads(GOLDEN_HEADER_1, earlier(header(Features.of(3))));
    }

    private static void assertReads(String golden, Header header) {
        assertThat(decode(HexFormat.of().parseHex(golden)))
                .usingRecursiveComparison()
                .withEqualsForType(Float::equals, Float.class)
                .isEqualTo(header);
    }

    @Test
    void shouldReadTheGoldenTasks() {
        assertReads(GOLDEN_RELEASE_4, release(withNumbers(6), false));
        assertReads(GOLDEN_RELEASE_3, release(withNumbers(6), true));
        assertReads(GOLDEN_RELEASE_2, release(withNumbers(6), true));
        assertReads(GOLDEN_RELEASE_1, release(Features.of(6), true));
        assertReads(GOLDEN_LOOK, new Task.Look(LongList.of(7, 8)));
        assertReads(GOLDEN_LOOK_AT_ONE, new Task.Look(LongList.of(7)));
        assertReads(GOLDEN_LOOK_AT_EXPOSURE, new Task.Look(LongList.of(7)));
    }

    private static void assertReads(String golden, Task task) {
        assertThat(Task.decode(HexFormat.of().parseHex(golden)))
                .usingRecursiveComparison()
                .withEqualsForType(Float::equals, Float.class)
                .isEqualTo(task);
    }

    @Test
    void shouldRefuseAVersionItDoesNotKnow() {
        byte[] newer = encode(header());
        newer[0] = 9;

        assertThatThrownBy(() -> decode(newer))
                .isInstanceOf(UnknownVersionException.class)
                .hasMessage("user header has encoding version 9, this program reads 4: restore it with the program that"
                        + " wrote it");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 3, 4, 1000, 86_400_000})
    void shouldRingBetweenOneAndFiveQuartersOfTheSpanAfterAnEvent(long span) {
        Alarm alarm = new Alarm(span);
        for (long time = T0; time < T0 + 3 * span; time += Math.max(1, span / 7)) {
            assertThat(alarm.after(time)).isBetween(time + span, time + span + Math.max(1, span / 4));
            assertThat(alarm.at(alarm.stretch(time))).isEqualTo(alarm.after(time));
        }
    }
}
