package io.millrace.pipeline.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class ResumePointsTest {
    private static final long SOURCE = 77;

    @Test
    void shouldHoldDoneWhatIsNotAfterTheLastOfItsPartition() {
        ResumePoints points = new ResumePoints(SOURCE, 3);
        points.note(0, new Position(SOURCE, 4, 3));
        points.note(0, new Position(SOURCE, 9, 3));
        points.note(1, new Position(SOURCE, 5, 3));

        assertThat(points.isDone(0, 9)).isTrue();
        assertThat(points.isDone(0, 10)).isFalse();
        assertThat(points.isDone(1, 6)).isFalse();
        assertThat(points.isDone(2, 0)).isFalse();
        assertThat(points.isKnown(2)).isFalse();
        assertThat(points.isResumed()).isTrue();
    }

    @Test
    void shouldNotMindOtherSources() {
        ResumePoints points = new ResumePoints(SOURCE, 1);
        points.note(0, new Position(SOURCE + 1, 9, 8));
        assertThat(points.isDone(0, 0)).isFalse();
        assertThat(points.isResumed()).isFalse();
    }

    @Test
    void shouldRefuseWhenUsersHaveMovedToOtherPartitions() {
        ResumePoints points = new ResumePoints(SOURCE, 4);
        assertThatThrownBy(() -> points.note(0, new Position(SOURCE, 9, 2)))
                .isInstanceOf(ReplayException.class)
                .hasMessageContaining("had 2 partitions")
                .hasMessageContaining("has 4 now");
    }

    @Test
    void shouldWritePositionsAsEver() {
        Position position = new Position(0x0102030405060708L, 258, 3);
        String golden = "01" + "0102030405060708" + "0000000000000102" + "00000003";
        assertThat(HexFormat.of().formatHex(position.encode())).isEqualTo(golden);
        assertThat(Position.decode(HexFormat.of().parseHex(golden))).isEqualTo(position);
    }

    @Test
    void shouldRefuseAPositionThatItDoesNotUnderstand() {
        byte[] later = new Position(1, 2, 3).encode();
        later[0] = 2;
        assertThatThrownBy(() -> Position.decode(later)).isInstanceOf(ReplayException.class);
        assertThatThrownBy(() -> Position.decode(new byte[0])).isInstanceOf(ReplayException.class);
    }
}
