package io.millrace.sequence.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.id.Ids;
import io.millrace.sequence.attribute.UserFacts.Change;
import io.millrace.sequence.intake.AcceptedEvent.AttributeChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UserFactsTest {
    private static final long PLAN = Ids.of("plan");
    private static final long GOLD = Ids.of("plan=gold");
    private static final long NONE = Ids.of("plan=none");

    /** By version. Never to be regenerated. */
    private static final String GOLDEN_1 =
            "01020361676506000000000000000007636f756e747279056aba0bda01da34b10106585a8caf779409971ea600283bc8fb";

    private static final String GOLDEN_2 =
            "020203616765010600000000000000000007636f756e7472790205006aba0bda01da34b107007ae3674c8475273f06585a8caf779409010102971ea600283bc8fb";

    private final UserFacts facts = new UserFacts(null, 4);

    private void slow(String value, long time) {
        report(true, "plan", value, time);
    }

    private void report(boolean slow, String name, String value, long time) {
        facts.apply(new AttributeChange(slow, name, value == null ? 0 : Ids.ofFact(name, value)), time, 0);
    }

    private List<Change> changes() {
        return facts.changesUntil(Long.MAX_VALUE, 100);
    }

    @Test
    void shouldNoteASlowAttributeOnlyWhereItChanges() {
        slow("gold", 1);
        slow("gold", 2);
        slow("none", 3);

        assertThat(changes()).containsExactly(new Change(1, PLAN, GOLD), new Change(3, PLAN, NONE));
    }

    @Test
    void shouldNoteThatASlowAttributeWasTakenBackOnlyIfItWasThere() {
        slow(null, 1);
        slow("gold", 2);
        slow(null, 3);
        slow(null, 4);

        assertThat(changes()).containsExactly(new Change(2, PLAN, GOLD), new Change(3, PLAN, PLAN));
    }

    @Test
    void shouldMoveAChangeThatHadHappenedEarlier() {
        slow("none", 1);
        slow("gold", 20);
        slow("gold", 10);

        assertThat(changes()).containsExactly(new Change(1, PLAN, NONE), new Change(10, PLAN, GOLD));
    }

    @Test
    void shouldKeepTheNewestChanges() {
        for (int i = 0; i < 10; i++) {
            slow("v" + i, i);
        }

        assertThat(changes()).extracting(Change::time).containsExactly(6L, 7L, 8L, 9L);
        assertThat(facts.changesUntil(8, 2)).extracting(Change::time).containsExactly(7L, 8L);
    }

    @Test
    void shouldKeepTheValueOfAnAttributeLongerThanWhatIsOver() {
        report(true, "home", "NL", 0);
        for (int i = 1; i < 10; i++) {
            slow("v" + i, i);
        }
        report(true, "home", "NL", 10);

        assertThat(changes()).extracting(Change::time).containsExactly(0L, 7L, 8L, 9L);
    }

    @Test
    void shouldTellThatAValueReturnedWhenAnotherComesLateBetweenItsReports() {
        slow("gold", 1);
        slow("gold", 20);
        slow("none", 10);

        assertThat(changes())
                .containsExactly(new Change(1, PLAN, GOLD), new Change(10, PLAN, NONE), new Change(20, PLAN, GOLD));
    }

    @Test
    void shouldTellThatAnAttributeWasTakenBackWhenItsValueComesLater() {
        slow(null, 20);
        assertThat(changes()).isEmpty();

        slow("gold", 1);
        assertThat(changes()).containsExactly(new Change(1, PLAN, GOLD), new Change(20, PLAN, PLAN));
    }

    /** Each value is reported at most twice in a row: more may not be remembered. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void shouldKnowTheSameInWhateverOrderItIsTold(long seed) {
        Random random = new Random(seed);
        UserFacts ordered = new UserFacts(null, 100);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            order.add(i);
        }
        List<AttributeChange> told = new ArrayList<>();
        for (int i : order) {
            String name = "fact" + i / 2 % 2;
            long fact = random.nextInt(4) == 0 ? 0 : Ids.ofFact(name, "v" + i / 4);
            told.add(new AttributeChange(i % 2 == 0, name, fact));
            ordered.apply(told.get(i), i / 3, 0);
        }
        Collections.shuffle(order, random);
        UserFacts shuffled = new UserFacts(null, 100);
        order.forEach(i -> shuffled.apply(told.get(i), i / 3, 0));

        assertThat(shuffled.encode()).isEqualTo(ordered.encode());
    }

    @Test
    void shouldKnowAStaticFactAsItWasThen() {
        report(false, "plan", "gold", 10);
        report(false, "plan", null, 30);
        report(false, "plan", "none", 20);

        assertThat(facts.statics(9)).isEmpty();
        assertThat(facts.statics(10)).containsExactly(GOLD);
        assertThat(facts.statics(29)).containsExactly(NONE);
        assertThat(facts.statics(30)).isEmpty();
    }

    @Test
    void shouldRememberStaticFactsAsFarBackAsTheyAreAskedForAndTheOneBefore() {
        for (int i = 1; i <= 5; i++) {
            facts.apply(new AttributeChange(false, "plan", i), 10 * i, 10 * i - 15);
        }

        assertThat(facts.statics(29)).isEmpty();
        assertThat(facts.statics(30)).containsExactly(3L);
        assertThat(facts.statics(50)).containsExactly(5L);
    }

    @Test
    void shouldRememberTheLastValuesOfAStaticFactThatChangesAllTheTime() {
        for (int i = 1; i <= 100; i++) {
            facts.apply(new AttributeChange(false, "plan", i), i, 0);
        }

        assertThat(facts.statics(100 - UserFacts.VALUES)).isEmpty();
        assertThat(facts.statics(101 - UserFacts.VALUES)).containsExactly(101L - UserFacts.VALUES);
    }

    private void tellTheGoldenFacts() {
        slow("gold", 1);
        facts.apply(new AttributeChange(false, "country", Ids.of("country=NL")), 5, 0);
        facts.apply(new AttributeChange(false, "age", 0), 6, 0);
    }

    @Test
    void shouldReadAndWriteTheGoldenBytes() {
        tellTheGoldenFacts();
        slow("gold", 3);
        report(false, "country", "DE", 7);

        assertThat(HexFormat.of().formatHex(facts.encode())).isEqualTo(GOLDEN_2);
        UserFacts read = new UserFacts(HexFormat.of().parseHex(GOLDEN_2), 4);
        assertThat(read.encode()).isEqualTo(facts.encode());
        assertThat(read.statics(6)).containsExactly(Ids.of("country=NL"));
    }

    @Test
    void shouldReadTheGoldenBytesFromBeforeEarlierValuesWereKept() {
        tellTheGoldenFacts();

        assertThat(new UserFacts(HexFormat.of().parseHex(GOLDEN_1), 4).encode()).isEqualTo(facts.encode());
    }
}
