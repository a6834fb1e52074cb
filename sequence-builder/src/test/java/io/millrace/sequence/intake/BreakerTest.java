package io.millrace.sequence.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.millrace.sequence.TestingEvents;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BreakerTest {
    private static final BreakerConfig HALF_OF_TEN = new BreakerConfig(10, 0.5);
    private static final Intake GOOD = Intake.accepted(at(0), TestingEvents.click("c", "a", TestingEvents.T0));
    private static final Intake BAD = Intake.refused(at(41), "not-avro", "no single-object header");
    private static final Intake OTHER = Intake.refused(at(42), "time-in-future", "event time 9 is far");

    /**
     * Version 1: {@code not-avro} and {@code time-in-future}; two good, one of the first, three of the second, one good.
     * Never to be regenerated: it stands for what is in savepoints.
     */
    private static final String GOLDEN =
            "0102086e6f742d6176726f0e74696d652d696e2d667574757265" + "00020101" + "02030001";

    private final Breaker breaker = new Breaker(HALF_OF_TEN);

    private static ConsumedRecord at(long offset) {
        return new ConsumedRecord("events", 2, offset, TestingEvents.T0, null, null);
    }

    private static void note(Breaker breaker, String records) throws MostlyBadInputException {
        for (char record : records.toCharArray()) {
            breaker.note(record == '.' ? GOOD : record == 'b' ? BAD : OTHER);
        }
    }

    @Test
    void shouldStopWhenMoreThanTheRatioOfTheWindowIsBad() throws Exception {
        note(breaker, ".b.b.b.b.b");

        assertThatThrownBy(() -> breaker.note(BAD))
                .as("the oldest, which goes, is good")
                .isInstanceOf(MostlyBadInputException.class);
    }

    @Test
    void shouldForgetWhatHasLeftTheWindow() {
        assertThatCode(() -> note(breaker, "bbbbb.....".repeat(50))).doesNotThrowAnyException();
    }

    @Test
    void shouldCountWhatItHasNotSeenAsGood() throws Exception {
        note(breaker, "bbbbb");

        assertThatThrownBy(() -> breaker.note(BAD)).isInstanceOf(MostlyBadInputException.class);
    }

    @Test
    void shouldNeverStopAtARatioOfOne() {
        assertThatCode(() -> note(new Breaker(new BreakerConfig(10, 1)), "b".repeat(100)))
                .doesNotThrowAnyException();
        assertThatCode(() -> note(new Breaker(BreakerConfig.off()), "b".repeat(100)))
                .doesNotThrowAnyException();
    }

    @Test
    void shouldSayInOneLineWhatIsBadAndWhatToDo() {
        MostlyBadInputException stop =
                catchThrowableOfType(MostlyBadInputException.class, () -> note(breaker, "bboooo"));

        assertThat(stop)
                .hasMessage("6 of the last 10 records cannot be used (time-in-future 4, not-avro 2), as events-2@42,"
                        + " time-in-future: event time 9 is far. The job stops rather than put the topic aside, and"
                        + " nothing is lost: mend the producer, or the bounds (intake.*), and start it again from its"
                        + " last checkpoint; to put bad records aside however many they are, set intake.breaker-ratio"
                        + " to 1");
    }

    @Test
    void shouldStopAtTheSameRecordWhetherRestoredOrNot() throws Exception {
        String records = "..b.bob..bobbb";
        int undisturbed = stopsAt(breaker, records, 0);
        for (int cut = 0; cut <= undisturbed; cut++) {
            Breaker before = new Breaker(HALF_OF_TEN);
            note(before, records.substring(0, cut));
            Breaker after = new Breaker(HALF_OF_TEN);
            after.restore(before.encode());

            assertThat(stopsAt(after, records, cut)).as("cut at %d", cut).isEqualTo(undisturbed);
        }
    }

    private static int stopsAt(Breaker breaker, String records, int from) {
        return IntStream.range(from, records.length())
                .filter(i -> catchThrowableOfType(
                                MostlyBadInputException.class, () -> note(breaker, records.substring(i, i + 1)))
                        != null)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldKeepTheNewestWhenItsWindowHasBecomeSmaller() throws Exception {
        note(breaker, "bbbbb.....");
        Breaker smaller = new Breaker(new BreakerConfig(5, 0.5));
        smaller.restore(breaker.encode());

        assertThatCode(() -> note(smaller, "bb")).doesNotThrowAnyException();
    }

    @Test
    void shouldTakeOverWhatSeveralSubtasksHadNoted() throws Exception {
        note(breaker, "bbb");
        Breaker other = new Breaker(HALF_OF_TEN);
        note(other, "oo");
        Breaker both = new Breaker(HALF_OF_TEN);
        both.restore(breaker.encode());
        both.restore(other.encode());

        assertThatThrownBy(() -> both.note(BAD)).hasMessageContaining("(not-avro 4, time-in-future 2)");
    }

    @Test
    void shouldWriteAndReadTheGoldenBytes() throws Exception {
        note(breaker, "..booo.");
        assertThat(HexFormat.of().formatHex(breaker.encode())).isEqualTo(GOLDEN);

        Breaker restored = new Breaker(HALF_OF_TEN);
        restored.restore(HexFormat.of().parseHex(GOLDEN));
        assertThat(restored.encode()).isEqualTo(breaker.encode());
        assertThatThrownBy(() -> note(restored, "bb")).hasMessageContaining("(not-avro 3, time-in-future 3)");
    }

    @Test
    void shouldRefuseConfigurationsThatCannotBe() {
        assertThatThrownBy(() -> new BreakerConfig(0, 0.5)).hasMessage("the breaker's window must be positive, is 0");
        assertThatThrownBy(() -> new BreakerConfig(1, 0)).hasMessageContaining("above 0 and at most 1, is 0.0");
        assertThatThrownBy(() -> new BreakerConfig(1, 1.01)).hasMessageContaining("is 1.01");
        assertThatThrownBy(() -> new BreakerConfig(1, Double.NaN)).hasMessageContaining("is NaN");
    }
}
