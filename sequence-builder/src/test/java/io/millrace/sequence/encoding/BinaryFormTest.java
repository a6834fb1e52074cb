package io.millrace.sequence.encoding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.BufferUnderflowException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryFormTest {
    @ParameterizedTest
    @CsvSource({"0, 1", "127, 1", "128, 2", "1700000000000, 6", "9223372036854775807, 9", "-1, 10"})
    void shouldWriteASmallNumberInFewBytes(long value, int bytes) {
        byte[] written = new BinaryWriter().writeVarLong(value).toBytes();

        assertThat(written).hasSize(bytes);
        assertThat(new BinaryReader(written).readVarLong()).isEqualTo(value);
    }

    @Test
    void shouldReadBackWhatItWritesBeyondItsFirstBuffer() {
        byte[] blob = new byte[1000];
        byte[] written = new BinaryWriter()
                .writeByte(-7)
                .writeLong(Long.MIN_VALUE)
                .writeLongs(new long[] {1, -1})
                .writeString("Zürich")
                .writeBytes(blob)
                .toBytes();

        BinaryReader in = new BinaryReader(written);
        assertThat(in.readByte()).isEqualTo(-7);
        assertThat(in.readLong()).isEqualTo(Long.MIN_VALUE);
        assertThat(in.readLongs()).containsExactly(1, -1);
        assertThat(in.readString()).isEqualTo("Zürich");
        assertThat(in.readBytes()).isEqualTo(blob);
        assertThat(in.hasMore()).isFalse();
    }

    @Test
    void shouldRefuseToReadPastTheEnd() {
        assertThatThrownBy(() -> new BinaryReader(new byte[7]).readLong()).isInstanceOf(BufferUnderflowException.class);
    }
}
