package io.millrace.sequence.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.DeadLetter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class LetterOutboxTest {
    /** A letter as a checkpoint keeps it. Never to be regenerated: it stands for what is in savepoints. */
    private static final String GOLDEN =
            "c30185eeed76edeee7c80c6576656e7473069a0180a0abfef962106e6f742d6176726f126e6f206865616465720002040000";

    private final List<Long> left = new ArrayList<>();
    private final LetterOutbox outbox = new LetterOutbox(letter -> left.add(letter.getOffset()));

    private static DeadLetter letter(long offset, int bytes) {
        ConsumedRecord record = new ConsumedRecord("events", 3, offset, 1_700_000_000_000L, null, new byte[bytes]);
        return Intake.refused(record, "not-avro", "no header").deadLetter();
    }

    @Test
    void shouldLetGoOfWhatACompletedCheckpointCovers() {
        outbox.add(letter(1, 0));
        outbox.snapshot(10);
        outbox.add(letter(2, 0));
        assertThat(left).isEmpty();

        outbox.completed(10);
        assertThat(left).containsExactly(1L);
        outbox.completed(11);
        assertThat(left).containsExactly(1L);
    }

    @Test
    void shouldKeepForALaterCheckpointWhatOneThatFailedWouldHaveCovered() {
        outbox.add(letter(1, 0));
        outbox.snapshot(10);
        outbox.add(letter(2, 0));

        assertThat(outbox.snapshot(11)).hasSize(2);
        outbox.completed(11);
        assertThat(left).containsExactly(1L, 2L);
        assertThat(outbox.snapshot(12)).isEmpty();
    }

    @Test
    void shouldLetGoAgainAfterARestartOfWhatACheckpointKept() {
        LetterOutbox before = new LetterOutbox(letter -> {});
        before.add(letter(1, 0));
        before.snapshot(10).forEach(outbox::restore);
        outbox.add(letter(2, 0));
        assertThat(outbox.snapshot(11)).hasSize(2);
        outbox.add(letter(3, 0));

        outbox.completed(11);

        assertThat(left).containsExactly(1L, 2L);
    }

    @Test
    void shouldLetGoOfAllWhenTooMuchWaits() {
        assertThat(LetterOutbox.MOST_BYTES).as("eight of the largest").isEqualTo(8L * Intake.MAX_KEPT);
        for (int offset = 0; offset < 7; offset++) {
            outbox.add(letter(offset, Intake.MAX_KEPT));
            outbox.snapshot(offset);
        }
        assertThat(left).isEmpty();

        outbox.add(letter(7, Intake.MAX_KEPT));
        assertThat(left).containsExactly(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L);

        outbox.add(letter(8, Intake.MAX_KEPT));
        assertThat(left).as("there is room again").hasSize(8);
        assertThat(outbox.snapshot(8)).hasSize(1);
    }

    @Test
    void shouldReadTheGoldenBytes() {
        assertThat(HexFormat.of().formatHex(goldenLetter())).isEqualTo(GOLDEN);
        outbox.restore(HexFormat.of().parseHex(GOLDEN));

        assertThat(outbox.snapshot(1)).extracting(HexFormat.of()::formatHex).containsExactly(GOLDEN);
    }

    private static byte[] goldenLetter() {
        LetterOutbox outbox = new LetterOutbox(letter -> {});
        outbox.add(letter(77, 2));
        return outbox.snapshot(1).get(0);
    }

    @Test
    void shouldRefuseWhatNoVersionHasWritten() {
        assertThatThrownBy(() -> outbox.restore(new byte[] {1, 2, 3})).hasMessageContaining("cannot read");
    }
}
