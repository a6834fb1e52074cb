package io.millrace.model.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class RowCodecTest {
    /** Written by version 1; never to be regenerated. */
    private static final String GOLDEN = "01" // version
            + "0300000000000000" // updates
            + "00f8b7cf8b010000" // last touched
            + "efcdab8967452301" // contribution
            + "0000803f" + "000000c0" + "0000003e"; // 1, -2, 0.125

    @Test
    void shouldWriteTheGoldenBytes() {
        Row row = new Row(new float[] {1, -2, 0.125f});
        row.updates = 3;
        row.lastTouched = 0x018bcfb7f800L;
        row.contribution = 0x0123456789abcdefL;
        assertThat(HexFormat.of().formatHex(RowCodec.encode(row))).isEqualTo(GOLDEN);
    }

    @Test
    void shouldReadTheGoldenBytes() {
        Row row = RowCodec.decode(HexFormat.of().parseHex(GOLDEN));
        assertThat(row.values).containsExactly(1, -2, 0.125f);
        assertThat(row.updates).isEqualTo(3);
        assertThat(row.lastTouched).isEqualTo(0x018bcfb7f800L);
        assertThat(row.contribution).isEqualTo(0x0123456789abcdefL);
    }

    /** Written by version 2; never to be regenerated. */
    private static final String FULL = "02" // version
            + "01" // waits
            + "02000000" // touches
            + "0300000000000000" // updates
            + "00f8b7cf8b010000" // last touched
            + "efcdab8967452301" // contribution
            + "0500000000000000" // erased until
            + "0000803f"; // 1

    private static Row full() {
        Row row = new Row(new float[] {1});
        row.waiting = true;
        row.touches = 2;
        row.updates = 3;
        row.lastTouched = 0x018bcfb7f800L;
        row.contribution = 0x0123456789abcdefL;
        row.erasedUntil = 5;
        return row;
    }

    @Test
    void shouldWriteWhatElseIsToBeRemembered() {
        assertThat(HexFormat.of().formatHex(RowCodec.encode(full()))).isEqualTo(FULL);
    }

    @Test
    void shouldReadWhatElseWasToBeRemembered() {
        assertThat(RowCodec.decode(HexFormat.of().parseHex(FULL)))
                .usingRecursiveComparison()
                .isEqualTo(full());
    }

    @Test
    void shouldKeepARowThatIsNotLiveSmall() {
        Row row = new Row(Row.NO_VALUES);
        row.touches = 2;
        row.lastTouched = 7;
        byte[] bytes = RowCodec.encode(row);
        assertThat(bytes).hasSize(38);
        assertThat(RowCodec.decode(bytes)).usingRecursiveComparison().isEqualTo(row);
        assertThat(RowCodec.decode(bytes).isLive()).isFalse();
    }

    @Test
    void shouldRefuseAVersionThatItDoesNotKnow() {
        byte[] bytes = HexFormat.of().parseHex(GOLDEN);
        bytes[0] = 3;
        assertThatThrownBy(() -> RowCodec.decode(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("row encoding 3");
    }

    @Test
    void shouldRefuseBytesThatAreCutOff() {
        byte[] bytes = HexFormat.of().parseHex(GOLDEN);
        for (int length : new int[] {0, 24, 26, bytes.length - 1}) {
            assertThatThrownBy(() -> RowCodec.decode(Arrays.copyOf(bytes, length)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
