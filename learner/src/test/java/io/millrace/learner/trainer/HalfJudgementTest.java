package io.millrace.learner.trainer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class HalfJudgementTest {
    /** Never to be regenerated: it stands for the state of running jobs. */
    private static final String GOLDEN = "01003e80000000000000000000070000000000000009";

    private static final HalfJudgement PREDICTION = new HalfJudgement(5, "hstu/convert", false, 0.25f, 7, 9);
    private static final HalfJudgement LABEL = new HalfJudgement(5, "hstu/convert", true, 1, 17, 19);

    @Test
    void shouldReadAndWriteTheGoldenBytes() {
        byte[] golden = HexFormat.of().parseHex(GOLDEN);
        assertThat(PREDICTION.toBytes()).isEqualTo(golden);
        assertThat(HalfJudgement.of(5, "hstu/convert", golden)).isEqualTo(PREDICTION);
        golden[0] = 2;
        assertThatThrownBy(() -> HalfJudgement.of(5, "hstu/convert", golden))
                .hasMessage("unknown encoding 2 of half a judgement");
    }

    @Test
    void shouldMakeAJudgementWhicheverHalfComesFirst() {
        Judgement whole = Judgement.ofRanking("hstu/convert", 17, 1, 0.25f, 19);
        assertThat(PREDICTION.with(LABEL)).isEqualTo(whole);
        assertThat(LABEL.with(PREDICTION)).isEqualTo(whole);
        assertThatThrownBy(() -> LABEL.with(LABEL)).hasMessageStartingWith("no two halves");
    }
}
